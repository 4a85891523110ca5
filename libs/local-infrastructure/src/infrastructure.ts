import type { ServiceName } from '@connector/contracts';

/** A database and a broker for development, tests and the demo. */
export interface Infrastructure {
  /** which servers were taken, and which were passed over and why; for a person */
  readonly description: readonly string[];
  /** may do everything in the own database */
  readonly adminDatabaseUrl: string;
  /** may do everything in the own vhost */
  readonly adminAmqpUrl: string;
  /** RabbitMQ's management UI, where there is one */
  readonly management?: { readonly url: string; readonly user: string; readonly password: string };
  /** where RabbitMQ itself serves Prometheus, if it does */
  readonly metricsUrl?: string;
  /** a role that may use its own schema only, and change no table */
  databaseUrlFor(service: ServiceName): string;
  /** a user that may read its own queues only, and declare nothing; good once the topology is declared */
  amqpUrlFor(service: ServiceName): string;
  /** makes the broker hang up on everybody in the own vhost; absent on a broker that AMQP_URL names */
  closeConnections?(): Promise<void>;
  /** the broker ends as by a loss of power and comes back, on its own disk; absent where the node is not our own */
  crashBroker?(): Promise<void>;
  /** the broker stands still for so long and hangs up on nobody; absent where the node is not our own */
  pauseBroker?(ms: number): Promise<void>;
  /** raises or ends the broker's memory alarm; absent where the node is not our own */
  alarmBroker?(raised: boolean): Promise<void>;
  /** the broker forgets all queues and messages of the own vhost, as one that lost its disk; absent where AMQP_URL names it */
  emptyBroker?(): Promise<void>;
  /** the database ends as by a loss of power and comes back; absent where the server is not our own */
  crashDatabase?(): Promise<void>;
  /** takes away what was made; what is kept stays, unless its end is asked for */
  stop(options?: { readonly remove?: boolean }): Promise<void>;
}

export interface InfrastructureOptions {
  /** names the database and the vhost; the process id is added unless they are kept */
  readonly name: string;
  /** leave database and vhost, and find them again next time */
  readonly keep?: boolean;
  readonly log?: (line: string) => void;
  /** servers of our own alone, which a test may crash */
  readonly own?: boolean;
}

/** A quiet machine needs a fifth of it; three containers that start beside each other on a busy one have needed more than half a minute. */
export const CONTAINER_STARTS_WITHIN_MS = 120_000;

/** None of the candidates works. The message says what to install. */
export class NoInfrastructure extends Error {
  override readonly name = 'NoInfrastructure';
}

/** A way to get a server: undefined with a reason when it does not work here. */
export interface Candidate<T> {
  /** as INFRASTRUCTURE names it */
  readonly kind: 'docker' | 'localhost' | 'private' | 'install';
  readonly name: string;
  try(): Promise<T | undefined>;
}

/** The first candidate that really works; a failing one is named and passed over. INFRASTRUCTURE allows one kind alone. */
export async function firstThatWorks<T>(
  what: string,
  candidates: readonly Candidate<T>[],
  advice: string,
  description: string[],
  /** where given, these kinds and no other, whatever INFRASTRUCTURE says */
  allowed?: readonly Candidate<T>['kind'][],
): Promise<T> {
  const only = process.env['INFRASTRUCTURE'];
  for (const candidate of candidates) {
    const { name, kind } = candidate;
    if (allowed === undefined ? only !== undefined && only !== kind : !allowed.includes(kind)) continue;
    try {
      const found = await candidate.try();
      if (found !== undefined) {
        description.push(`${what}: ${name}`);
        return found;
      }
    } catch (error) {
      description.push(`${what}: passed over ${name} (${(error as Error).message.split('\n')[0]!.slice(0, 140)})`);
    }
  }
  throw new NoInfrastructure(`${what} could not be had. ${description.join('. ')}. ${advice}`);
}

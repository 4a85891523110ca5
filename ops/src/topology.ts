import { setTimeout as wait } from 'node:timers/promises';
import { subscriptions, type ServiceName } from '@connector/contracts';
import {
  DeclaredQueues,
  declareTopology,
  DEFAULT_RETRY_DELAYS_MS,
  queuesOf,
  type DeclareOptions,
} from '@connector/messaging';
import { optionalVariable } from '@connector/platform';
import { Client } from 'pg';
import { variable } from './command.js';
import { asLongAsKept, republishService } from './republish.js';

const ATTEMPTS = 60;
const NOT_MIGRATED = 'NOT_MIGRATED';
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ENOTFOUND', '57P03', '53300', NOT_MIGRATED]);

const services = Object.keys(subscriptions) as ServiceName[];

/**
 * Declares what the services publish to and read from; waits for a broker that is not up yet. With MIGRATION_DATABASE_URL it
 * remembers what it declared: a queue that it knew and has to make again was lost, and the services send again what they sent.
 */
export async function topology(): Promise<void> {
  const amqpUrl = variable('AMQP_URL', 'the URL of a broker user that may declare');
  const retryDelaysMs = process.env['RETRY_DELAYS_MS']?.split(',').map(Number) ?? DEFAULT_RETRY_DELAYS_MS;
  const databaseUrl = optionalVariable('MIGRATION_DATABASE_URL');
  if (databaseUrl === undefined) return declare(amqpUrl, { retryDelaysMs });
  const client = await whenUp('the database', () => migrated(databaseUrl));
  try {
    const memories = services.map((service) => memoryOf(client, service));
    await declare(amqpUrl, {
      retryDelaysMs,
      // before they are made: the run after one that failed half-way finds every queue there, and its loss in the table
      beforeMaking: async (queues) => {
        for (const memory of memories) await memory.markLost(queues);
      },
    });
    await refill(memories, databaseUrl);
    for (const [index, service] of services.entries())
      await memories[index]!.remember(queuesOf(service, retryDelaysMs));
  } finally {
    await client.end();
  }
}

async function declare(amqpUrl: string, options: DeclareOptions): Promise<void> {
  const { queues, created } = await whenUp('RabbitMQ', () => declareTopology(amqpUrl, options));
  process.stdout.write(`topology: ${queues.length} queues declared, ${created.length} of them new\n`);
}

/** Lets every service send again, if the broker lost queues which were known. What fails here is done by the next run. */
async function refill(memories: readonly DeclaredQueues[], databaseUrl: string): Promise<void> {
  const lost: string[] = [];
  for (const memory of memories) lost.push(...(await memory.lost()));
  if (lost.length === 0) return;
  process.stdout.write(`topology: the broker had lost ${lost.join(', ')}\n`);
  for (const service of services) {
    const put = await republishService(databaseUrl, service, asLongAsKept());
    process.stdout.write(`topology: ${put} messages of ${service} go out again\n`);
  }
}

/** A database in which every service's queues can be remembered: without that a loss would go unseen. */
async function migrated(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl });
  // a database that goes away while the broker is awaited shows at the next query
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (const service of services) {
      if (await memoryOf(client, service).isThere()) continue;
      throw Object.assign(new Error(`${service} is not migrated`), { code: NOT_MIGRATED });
    }
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

function memoryOf(client: Client, service: ServiceName): DeclaredQueues {
  const query = async <T>(text: string, values?: unknown[]): Promise<T> => (await client.query(text, values)).rows as T;
  return new DeclaredQueues({ query }, service);
}

async function whenUp<T>(what: string, attemptOnce: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (attempt === ATTEMPTS || !NOT_YET.has(code ?? '')) throw error;
      process.stdout.write(`topology: waiting for ${what} (${message})\n`);
      await wait(2_000);
    }
  }
}

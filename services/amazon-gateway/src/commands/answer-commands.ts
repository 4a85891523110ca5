import {
  amazonCommandDeferredV1,
  amazonCommandRefusedV1,
  contractNamed,
  type CommandAnswerV1,
  type Contract,
} from '@connector/contracts';
import { enqueue, UnitOfWork, uuidV7, type Delivery } from '@connector/messaging';
import { CLOCK, CredentialsFailure, Failure, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type AmazonConnection } from '../connections/connections.js';

/** Real seconds for which a process owns a command; longer than its calls take. */
const LEASE_SECONDS = 90;
const TRY_AGAIN_MS = 15_000;

/** A command and the release of it that is answered. */
export interface Asked {
  readonly command: string;
  readonly release: number;
}

/** An answer of a contract, without the command's id and release. */
export interface Answer<Body extends CommandAnswerV1 = CommandAnswerV1> {
  readonly contract: Contract<Body>;
  readonly body: Omit<Body, keyof CommandAnswerV1>;
}

interface StoredAnswer {
  readonly messageId: string;
  readonly contract: string;
  readonly body: object;
}

/**
 * Answers every delivery of a command (architecture, Never lost): a repeated one gets the stored answer under its own id, one
 * that another process works on none. What failed for a while is deferred, what failed for good is refused.
 */
@Injectable()
export class AnswerCommands {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A command whose answer comes later, by `complete`: `take` is committed once, further deliveries change nothing until then. */
  async begin(asked: Asked, delivery: Delivery, take: (tx: EntityManager) => Promise<void>): Promise<void> {
    if (await this.isAnswered(delivery)) return;
    if ((await this.working(asked, delivery)) === undefined) return;
    await this.unitOfWork.run(async (tx) => {
      const rows = await tx.query<unknown[]>(
        `INSERT INTO amazon_gateway.command_answer (command_id, connection_id, at) VALUES ($1, $2, clock_timestamp())
         ON CONFLICT DO NOTHING RETURNING 1`,
        [delivery.messageId, delivery.connectionId],
      );
      if (rows.length > 0) await take(tx);
    });
  }

  /** `work` calls Amazon and returns what is to be committed together with the answer. */
  async perform<Body extends CommandAnswerV1>(
    asked: Asked,
    delivery: Delivery,
    work: (connection: AmazonConnection) => Promise<(tx: EntityManager) => Promise<Answer<Body>>>,
  ): Promise<void> {
    if (await this.isAnswered(delivery)) return;
    const connection = await this.working(asked, delivery);
    if (connection === undefined || !(await this.lease(delivery))) return;
    try {
      const complete = await work(connection);
      await this.unitOfWork.run(async (tx) => {
        const { contract, body } = await complete(tx);
        await this.complete(tx, delivery, contract, { ...this.head(asked, delivery), ...body } as Body);
      });
    } catch (thrown) {
      await this.db.query(`DELETE FROM amazon_gateway.command_answer WHERE command_id = $1 AND answer IS NULL`, [
        delivery.messageId,
      ]);
      await this.fail(thrown, asked, delivery, connection);
    }
  }

  /** True: it has its answer, which was sent once more. */
  private async isAnswered(delivery: Delivery): Promise<boolean> {
    const stored = await this.stored(delivery);
    if (stored === undefined) return false;
    await this.send(delivery, contractNamed(stored.contract)!, stored.body, stored.messageId);
    return true;
  }

  /** Undefined: the connection does not work now, and the command was put off. */
  private async working(asked: Asked, delivery: Delivery): Promise<AmazonConnection | undefined> {
    const connection = await this.connections.find(delivery.connectionId);
    if (connection?.active === true && connection.refusedReason === null) return connection;
    const reason = connection === undefined ? 'connection_unknown' : 'connection_paused';
    await this.defer(asked, delivery, reason, TRY_AGAIN_MS);
    return undefined;
  }

  private async fail(thrown: unknown, asked: Asked, delivery: Delivery, connection: AmazonConnection): Promise<void> {
    if (!(thrown instanceof Failure)) throw thrown;
    const { failureClass, reasonCode, message: platformMessage } = thrown;
    if (thrown instanceof QuotaFailure)
      return this.defer(asked, delivery, reasonCode, thrown.notBefore.getTime() - this.clock.now().getTime());
    if (thrown instanceof CredentialsFailure) await this.configure.refuse(connection, thrown);
    if (failureClass === 'credentials' || failureClass === 'transient' || failureClass === 'quota')
      return this.defer(asked, delivery, reasonCode, TRY_AGAIN_MS);
    const refusal = { command: asked.command, failureClass, reasonCode, platformMessage };
    await this.unitOfWork.run((tx) =>
      this.complete(tx, delivery, amazonCommandRefusedV1, { ...this.head(asked, delivery), ...refusal }),
    );
  }

  /** Stores a final answer and sends it, in the transaction of what it tells. */
  async complete<Body extends object>(
    tx: EntityManager,
    delivery: Pick<Delivery, 'messageId' | 'connectionId' | 'correlationId'>,
    contract: Contract<Body>,
    body: Body,
  ): Promise<void> {
    const messageId = uuidV7();
    const stored: StoredAnswer = { messageId, contract: contract.name, body };
    await tx.query(
      `INSERT INTO amazon_gateway.command_answer (command_id, connection_id, answer, at) VALUES ($1, $2, $3, clock_timestamp())
       ON CONFLICT (command_id) DO UPDATE SET answer = excluded.answer, at = excluded.at, leased_until = NULL`,
      [delivery.messageId, delivery.connectionId, JSON.stringify(stored)],
    );
    const { connectionId, correlationId } = delivery;
    await enqueue(tx, contract, body, { connectionId, correlationId, messageId });
  }

  /** A deferral is no result. Its time is real time, because it goes to a service with a business clock of its own. */
  private async defer({ command, release }: Asked, delivery: Delivery, reasonCode: string, ms: number): Promise<void> {
    const notBefore = new Date(Date.now() + Math.max(0, ms)).toISOString();
    const body = { commandId: delivery.messageId, release, command, reasonCode, notBefore, holdsAll: false };
    await this.send(delivery, amazonCommandDeferredV1, body);
  }

  private async send<Body extends object>(
    { connectionId, correlationId }: Delivery,
    contract: Contract<Body>,
    body: Body,
    messageId: string = uuidV7(),
  ): Promise<void> {
    await this.unitOfWork.run((tx) => enqueue(tx, contract, body, { connectionId, correlationId, messageId }));
  }

  private head({ release }: Asked, { messageId: commandId }: Delivery): CommandAnswerV1 {
    return { commandId, release };
  }

  private async stored({ messageId }: Delivery): Promise<StoredAnswer | undefined> {
    const [row] = await this.db.query<{ answer: StoredAnswer | null }[]>(
      `SELECT answer FROM amazon_gateway.command_answer WHERE command_id = $1`,
      [messageId],
    );
    return row?.answer ?? undefined;
  }

  private async lease({ messageId, connectionId }: Delivery): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO amazon_gateway.command_answer (command_id, connection_id, leased_until, at)
       VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3), clock_timestamp())
       ON CONFLICT (command_id) DO UPDATE SET leased_until = excluded.leased_until
       WHERE command_answer.answer IS NULL AND command_answer.leased_until < clock_timestamp() RETURNING 1`,
      [messageId, connectionId, LEASE_SECONDS],
    );
    return rows.length > 0;
  }
}

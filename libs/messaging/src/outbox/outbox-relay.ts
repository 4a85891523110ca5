import { apartFromWork, describeFailure, Failure, inSpan, outsideSpans, passBoundary } from '@connector/platform';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { runPrepared } from '../prepared-statement.js';
import { Publisher, type OutgoingMessage } from '../transport/publisher.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { parkUnsent, UNROUTABLE_HOURS } from './park-unsent.js';

const BATCH = 200;
const POLL_MS = 1_000;
/** With so many at once there is a stream: a moment's wait lets more of them share the next claim, its commit and its mark. */
const STREAM_FROM = 2;
const GATHER_MS = 4;
const LEASE_SECONDS = 30;
const CLEAN_UP_MS = 600_000;
const CLEAN_UP_ROWS = 5_000;

interface Claimed {
  id: string;
  message_id: string;
  type: string;
  exchange: string;
  connection_id: string;
  correlation_id: string;
  traceparent: string | null;
  body: object;
  created_at: Date;
  refused_since: Date | null;
}

/**
 * Carries committed messages to the broker. Rows are claimed by a lease, published with confirms and then marked; no
 * transaction is open while the broker is awaited. Woken after a commit; polls each second for what another process
 * left behind. A row that the broker refuses (nobody is bound to it) backs off and holds up no other; a day after its first refusal it is parked.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private gathering = false;
  private claimedLast = 0;
  private stopped = true;
  private cleanedAt = 0;

  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
  ) {}

  onApplicationBootstrap(): void {
    this.stopped = false;
    this.wake();
  }

  /** Publishes what is in the outbox now; returns at once. It serves everybody, so it belongs to nobody's work. */
  wake(): void {
    apartFromWork(() => outsideSpans(() => this.run()));
  }

  private run(): void {
    if (this.stopped) return;
    if (this.running !== undefined || this.gathering) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.drain()
      .catch((error: unknown) => this.logger.warn(`The outbox waits: ${describeFailure(error)}`))
      .finally(() => {
        this.running = undefined;
        if (this.stopped) return;
        const goesOn = this.again;
        this.again = false;
        if (goesOn && this.claimedLast < STREAM_FROM) this.wake();
        else this.rest(goesOn ? GATHER_MS : POLL_MS);
      });
  }

  /** A wake ends a long rest at once, and a short one not at all. */
  private rest(ms: number): void {
    this.gathering = ms === GATHER_MS;
    this.timer = setTimeout(() => {
      this.gathering = false;
      this.wake();
    }, ms);
  }

  /** Publishes what is there once more and ends; what the broker does not take now waits for the next start. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    await this.running;
    await this.drain().catch((error: unknown) => this.logger.warn(`The outbox waits: ${describeFailure(error)}`));
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private async drain(): Promise<void> {
    while (!this.stopped && this.publisher.isReady()) {
      const claimed = await this.claim();
      this.claimedLast = claimed.length;
      if (claimed.length > 0) await this.publish(claimed);
      if (claimed.length < BATCH) break;
    }
    if (Date.now() - this.cleanedAt > CLEAN_UP_MS) await this.cleanUp();
  }

  private get table(): string {
    return this.db.getMetadata(OutboxMessage).tablePath;
  }

  private async claim(): Promise<Claimed[]> {
    const rows = await runPrepared<Claimed>(
      this.db.manager,
      'outbox.claim',
      `UPDATE ${this.table} SET leased_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
       WHERE sent_at IS NULL AND id IN (SELECT id FROM ${this.table} WHERE sent_at IS NULL AND (leased_until IS NULL OR leased_until < clock_timestamp())
                    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, message_id, type, exchange, connection_id, correlation_id, traceparent, body, created_at, refused_since`,
      [BATCH, LEASE_SECONDS],
    );
    return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
  }

  private async publish(claimed: readonly Claimed[]): Promise<void> {
    passBoundary('outbox.claimed');
    const results = await Promise.allSettled(claimed.map((row) => this.publishOne(row)));
    passBoundary('outbox.confirmed');
    const sent = claimed.filter((_, index) => results[index]!.status === 'fulfilled').map((row) => row.id);
    if (sent.length > 0) {
      await runPrepared(
        this.db.manager,
        'outbox.sent',
        `UPDATE ${this.table} SET sent_at = clock_timestamp(), leased_until = NULL WHERE sent_at IS NULL AND id = ANY($1)`,
        [sent],
      );
      passBoundary('outbox.marked');
    }
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      await this.keepOrPark(claimed[index]!, result.reason);
    }
  }

  /** Continues the trace in which the row was written. */
  private async publishOne(row: Claimed): Promise<void> {
    if (row.traceparent === null) return this.publisher.publish(outgoing(row));
    return inSpan(
      `publish ${row.type}`,
      { kind: 'producer', parent: row.traceparent, attributes: messageAttributes(row) },
      () => this.publisher.publish(outgoing(row)),
    );
  }

  private async keepOrPark(row: Claimed, reason: unknown): Promise<void> {
    const trouble = describeFailure(reason, 300);
    const isUnroutable = reason instanceof Failure && reason.reasonCode === 'unroutable';
    // from its first refusal: what a broker that was away kept waiting is not older for that
    const refusedMs = Date.now() - (row.refused_since?.getTime() ?? Date.now());
    if (isUnroutable && refusedMs > UNROUTABLE_HOURS * 3_600_000) {
      await parkUnsent(this.db, row.id, 'unroutable', trouble);
      this.logger.error(`Parked, because no queue takes it: type=${row.type} messageId=${row.message_id}`);
      return;
    }
    this.logger.warn(`Not published, kept in the outbox: type=${row.type} messageId=${row.message_id} (${trouble})`);
    await this.db.query(
      `UPDATE ${this.table} SET last_trouble = $2, refused_since = CASE WHEN $3 THEN coalesce(refused_since, clock_timestamp()) END,
         leased_until = clock_timestamp() + make_interval(secs => least(60, power(2, least(attempts, 6))))
       WHERE sent_at IS NULL AND id = $1`,
      [row.id, trouble, isUnroutable],
    );
  }

  /**
   * Sent rows stay seven days, to refill a broker that lost its disk; then their day's partition goes. What was sent on a day
   * that has none goes in batches.
   */
  private async cleanUp(): Promise<void> {
    this.cleanedAt = Date.now();
    await this.db.query(`SELECT ${this.table.replace('outbox_message', 'keep_outbox_partitions')}()`);
    await this.db.query(
      `DELETE FROM ${this.table}_unsent WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${this.table}_unsent WHERE sent_at < now() - interval '7 days' LIMIT $1))`,
      [CLEAN_UP_ROWS],
    );
  }
}

function messageAttributes(row: Claimed): Record<string, string> {
  return {
    'messaging.system': 'rabbitmq',
    'messaging.message.id': row.message_id,
    'messaging.message.conversation_id': row.correlation_id,
    'connector.connection_id': row.connection_id,
  };
}

function outgoing(row: Claimed): OutgoingMessage {
  return {
    exchange: row.exchange,
    routingKey: row.type,
    messageId: row.message_id,
    type: row.type,
    correlationId: row.correlation_id,
    connectionId: row.connection_id,
    occurredAt: row.created_at,
    content: Buffer.from(JSON.stringify(row.body)),
    headers: row.traceparent === null ? {} : { traceparent: row.traceparent },
  };
}

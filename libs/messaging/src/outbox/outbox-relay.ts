import { describeFailure } from '@connector/platform';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Publisher, type OutgoingMessage } from '../transport/publisher.js';
import { OutboxMessage } from './outbox-message.entity.js';

const BATCH = 200;
const POLL_MS = 1_000;
const LEASE_SECONDS = 30;
const CLEAN_UP_MS = 60_000;
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
}

/**
 * Carries committed messages to the broker. Rows are claimed by a lease, published with confirms and then marked; no
 * transaction is open while the broker is awaited. Woken after a commit; polls each second for what another process
 * left behind. A row that the broker refuses (nobody is bound to it) backs off and holds up no other.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = true;
  private cleanedAt = Date.now();

  constructor(
    private readonly db: DataSource,
    private readonly publisher: Publisher,
  ) {}

  onApplicationBootstrap(): void {
    this.stopped = false;
    this.wake();
  }

  /** Publishes what is in the outbox now; returns at once. */
  wake(): void {
    if (this.stopped) return;
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.drain()
      .catch((error: unknown) => this.logger.warn(`The outbox waits: ${describeFailure(error)}`))
      .finally(() => {
        this.running = undefined;
        if (this.stopped) return;
        if (this.again) {
          this.again = false;
          this.wake();
        } else {
          this.timer = setTimeout(() => this.wake(), POLL_MS);
        }
      });
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
      if (claimed.length > 0) await this.publish(claimed);
      if (claimed.length < BATCH) break;
    }
    if (Date.now() - this.cleanedAt > CLEAN_UP_MS) await this.cleanUp();
  }

  private get table(): string {
    return this.db.getMetadata(OutboxMessage).tablePath;
  }

  private async claim(): Promise<Claimed[]> {
    const [rows] = await this.db.query<[Claimed[], number]>(
      `UPDATE ${this.table} SET leased_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
       WHERE id IN (SELECT id FROM ${this.table} WHERE sent_at IS NULL AND (leased_until IS NULL OR leased_until < clock_timestamp())
                    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, message_id, type, exchange, connection_id, correlation_id, traceparent, body, created_at`,
      [BATCH, LEASE_SECONDS],
    );
    return rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
  }

  private async publish(claimed: readonly Claimed[]): Promise<void> {
    const results = await Promise.allSettled(claimed.map((row) => this.publisher.publish(outgoing(row))));
    const sent = claimed.filter((_, index) => results[index]!.status === 'fulfilled').map((row) => row.id);
    if (sent.length > 0) {
      await this.db.query(
        `UPDATE ${this.table} SET sent_at = clock_timestamp(), leased_until = NULL WHERE id = ANY($1)`,
        [sent],
      );
    }
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      const row = claimed[index]!;
      const trouble = describeFailure(result.reason, 300);
      this.logger.warn(`Not published, kept in the outbox: type=${row.type} messageId=${row.message_id} (${trouble})`);
      await this.db.query(
        `UPDATE ${this.table} SET last_trouble = $2,
           leased_until = clock_timestamp() + make_interval(secs => least(60, power(2, least(attempts, 6)))) WHERE id = $1`,
        [row.id, trouble],
      );
    }
  }

  /** Sent rows stay seven days, to refill a broker that lost its disk; then they go in batches. */
  private async cleanUp(): Promise<void> {
    this.cleanedAt = Date.now();
    await this.db.query(
      `DELETE FROM ${this.table} WHERE id IN (SELECT id FROM ${this.table} WHERE sent_at < clock_timestamp() - interval '7 days' LIMIT $1)`,
      [CLEAN_UP_ROWS],
    );
  }
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

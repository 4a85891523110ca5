import type { ConfirmChannel } from 'amqplib';
import type { Pool } from 'pg';

const BATCH = 200;
const POLL_MS = 1_000;

interface Row {
  id: string;
  message_id: string;
  type: string;
  exchange: string;
  connection_id: string;
  correlation_id: string;
  body: object;
  created_at: Date;
}

const CLAIM = {
  name: 'claim',
  text: `UPDATE sync_core.outbox_message SET leased_until = clock_timestamp() + interval '30 seconds', attempts = attempts + 1
         WHERE sent_at IS NULL AND id IN (SELECT id FROM sync_core.outbox_message
                      WHERE sent_at IS NULL AND (leased_until IS NULL OR leased_until < clock_timestamp())
                      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         RETURNING id, message_id, type, exchange, connection_id, correlation_id, body, created_at`,
};
const SENT = {
  name: 'sent',
  text: 'UPDATE sync_core.outbox_message SET sent_at = clock_timestamp(), leased_until = NULL WHERE sent_at IS NULL AND id = ANY($1)',
};

/** The outbox by hand: claim by lease, publish with confirm and mandatory, mark; a returned message is not marked. */
export class BareRelay {
  private readonly returned = new Set<string>();
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly channel: ConfirmChannel,
  ) {
    channel.on('return', (message) => this.returned.add(String(message.properties.messageId)));
  }

  wake(): void {
    if (this.stopped) return;
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.drain().finally(() => {
      this.running = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      } else if (!this.stopped) this.timer = setTimeout(() => this.wake(), POLL_MS);
    });
  }

  async stop(): Promise<void> {
    await this.running;
    await this.drain();
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async drain(): Promise<void> {
    for (let claimed = BATCH; claimed === BATCH;) {
      const { rows } = await this.pool.query<Row>(CLAIM);
      claimed = rows.length;
      if (claimed === 0) return;
      rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
      const confirmed = await Promise.all(rows.map((row) => this.publish(row)));
      await this.pool.query({ ...SENT, values: [rows.filter((_, index) => confirmed[index]).map(({ id }) => id)] });
    }
  }

  private publish(row: Row): Promise<boolean> {
    return new Promise((resolve) => {
      this.channel.publish(
        row.exchange,
        row.type,
        Buffer.from(JSON.stringify(row.body)),
        {
          persistent: true,
          mandatory: true,
          contentType: 'application/json',
          messageId: row.message_id,
          type: row.type,
          correlationId: row.correlation_id,
          timestamp: Math.floor(row.created_at.getTime() / 1_000),
          headers: { 'x-connection-id': row.connection_id, 'x-occurred-at': row.created_at.toISOString() },
        },
        (error: unknown) => resolve(error === null && !this.returned.delete(row.message_id)),
      );
    });
  }
}

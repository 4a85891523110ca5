import type { DataSource, EntityManager } from 'typeorm';
import { ParkedMessage } from '../parking/parked-message.entity.js';
import { uuidV7 } from '../uuid-v7.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** The lane of a parked message that never left its service. */
export const OUTBOX_LANE = 'outbox';

/** How long a message that no queue takes stays in the outbox: a release may still be on its way to declare the queue. */
export const UNROUTABLE_HOURS = 24;

/** Moves a message that the broker will not take from the outbox to the parked messages, in one transaction. */
export async function parkUnsent(db: DataSource, id: string, reasonCode: string, cause: string): Promise<void> {
  await db.query(
    `WITH unsent AS (
       DELETE FROM ${db.getMetadata(OutboxMessage).tablePath} WHERE sent_at IS NULL AND id = $1
       RETURNING message_id, type, exchange, connection_id, correlation_id, body, attempts, created_at)
     INSERT INTO ${db.getMetadata(ParkedMessage).tablePath} (id, message_id, type, lane, exchange, connection_id, correlation_id, content,
       reason_code, cause, attempts, occurred_at, first_seen_at, last_seen_at, parked_at)
     SELECT $2, message_id, type, $3, exchange, connection_id, correlation_id,
       replace(encode(convert_to(body::text, 'UTF8'), 'base64'), E'\\n', ''), $4, $5, attempts, created_at, created_at,
       clock_timestamp(), clock_timestamp() FROM unsent
     ON CONFLICT (lane, message_id) WHERE closed IS NULL DO UPDATE SET last_seen_at = excluded.last_seen_at`,
    [id, uuidV7(), OUTBOX_LANE, reasonCode, cause],
  );
}

/** Puts a message that was parked so into the outbox again, under its own id. */
export async function putBackIntoOutbox(tx: EntityManager, row: ParkedMessage): Promise<void> {
  await tx.query(
    `INSERT INTO ${tx.connection.getMetadata(OutboxMessage).tablePath}
       (message_id, type, exchange, connection_id, correlation_id, body, created_at, attempts)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), 0)`,
    [
      row.messageId,
      row.type,
      row.exchange,
      row.connectionId,
      row.correlationId,
      Buffer.from(row.content, 'base64').toString('utf8'),
    ],
  );
}

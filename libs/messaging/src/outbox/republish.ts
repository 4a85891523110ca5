import type { DataSource } from 'typeorm';
import { OutboxMessage } from './outbox-message.entity.js';

const HOUR_MS = 3_600_000;

/**
 * Puts what was sent since then into the outbox again, under the same ids and in the same order: a broker that lost its disk is
 * refilled. Whoever handled a message before does not handle it again (inbox, ledger of commands). What waits to be sent is not
 * put there twice.
 * @param unless condition in SQL on `sent`, the row that would be sent again; such rows are left out
 * @returns how many messages were put into the outbox
 */
export async function republish(db: DataSource, since: Date, unless = 'false'): Promise<number> {
  const table = db.getMetadata(OutboxMessage).tablePath;
  const [clock] = await db.query<{ now: Date }[]>(`SELECT clock_timestamp() AS now`);
  const end = clock!.now.getTime();
  let put = 0;
  for (let from = since.getTime(); from < end; from += HOUR_MS) {
    const [hour] = await db.query<{ put: number }[]>(
      `WITH again AS (INSERT INTO ${table} (message_id, type, exchange, connection_id, correlation_id, traceparent, body, created_at, attempts)
       SELECT message_id, type, exchange, connection_id, correlation_id, traceparent, body, created_at, 0
       FROM (SELECT DISTINCT ON (message_id) * FROM ${table} sent WHERE sent_at >= $1 AND sent_at < $2 AND NOT (${unless})
               AND NOT EXISTS (SELECT 1 FROM ${table} waiting WHERE waiting.sent_at IS NULL AND waiting.message_id = sent.message_id)
             ORDER BY message_id, id DESC) once
       ORDER BY id RETURNING 1)
       SELECT count(*)::int AS put FROM again`,
      [new Date(from), new Date(Math.min(from + HOUR_MS, end))],
    );
    put += hour!.put;
  }
  return put;
}

import type { EntityManager } from 'typeorm';
import type { ReadMasterData } from '../exact-api/master-data.js';

/**
 * Keeps what a division has, for those who ask again within the day. Where the division was moved since, its stock and its
 * deletions are read from the start again.
 */
export async function keepMasterData(tx: EntityManager, { data, moved }: ReadMasterData): Promise<void> {
  for (const cursor of ['stock_cursor', 'deletion_cursor']) {
    await tx.query(
      `DELETE FROM exact_gateway.${cursor} WHERE division = $1
         AND EXISTS (SELECT 1 FROM exact_gateway.master_data WHERE division = $1 AND moved <> $2)`,
      [data.division, moved],
    );
  }
  // a right that is there again is used at once: hints that waited for it are followed
  if (data.rights?.some(({ part, state }) => part === 'stock' && state === 'granted') === true) {
    await tx.query(
      `UPDATE exact_gateway.stock_hint SET due_at = $2, not_before = '-infinity'
       WHERE division = $1 AND not_before > $2::timestamptz + interval '1 hour'`,
      [data.division, data.readAt],
    );
  }
  await tx.query(
    `INSERT INTO exact_gateway.master_data (division, body, read_at, moved) VALUES ($1, $2, $3, $4)
     ON CONFLICT (division) DO UPDATE SET body = excluded.body, read_at = excluded.read_at, moved = excluded.moved`,
    [data.division, data, data.readAt, moved],
  );
}

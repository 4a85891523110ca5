import type { EntityManager } from 'typeorm';
import type { ReadMasterData } from '../exact-api/master-data.js';

/**
 * Keeps what a division has, for those who ask again within the day. Where the division was moved since, its stock is read
 * from the start again.
 */
export async function keepMasterData(tx: EntityManager, { data, moved }: ReadMasterData): Promise<void> {
  await tx.query(
    `DELETE FROM exact_gateway.stock_cursor WHERE division = $1
       AND EXISTS (SELECT 1 FROM exact_gateway.master_data WHERE division = $1 AND moved <> $2)`,
    [data.division, moved],
  );
  await tx.query(
    `INSERT INTO exact_gateway.master_data (division, body, read_at, moved) VALUES ($1, $2, $3, $4)
     ON CONFLICT (division) DO UPDATE SET body = excluded.body, read_at = excluded.read_at, moved = excluded.moved`,
    [data.division, data, data.readAt, moved],
  );
}

import type { ExactStockPositionsChangedV1, ExactStockPositionV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';

/** Keeps the rows of the stock feed, the newest of each, and lets the items that moved be counted anew (domain S3). */
@Injectable()
export class RecordStock {
  /** `readAt`, real time: before the rows were read, so that a sales order made earlier is in them */
  async record(
    step: Step,
    { division, positions }: ExactStockPositionsChangedV1,
    readAt: Date | undefined,
  ): Promise<void> {
    const rows = newestOfEach(positions);
    await step.tx.query(
      `WITH read AS (
         SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::numeric[], $6::numeric[])
           AS r (exact_item_id, warehouse_id, current_stock, planning_out, "timestamp")),
       kept AS (
         INSERT INTO sync_core.stock_position AS p (division, exact_item_id, warehouse_id, current_stock, planning_out, "timestamp", read_at)
         SELECT $1, exact_item_id, warehouse_id, current_stock, planning_out, "timestamp", $7 FROM read
         ON CONFLICT (division, exact_item_id, warehouse_id) DO UPDATE
         SET current_stock = excluded.current_stock, planning_out = excluded.planning_out, "timestamp" = excluded."timestamp",
             read_at = excluded.read_at
         WHERE p."timestamp" < excluded."timestamp" RETURNING exact_item_id, warehouse_id),
       known AS (
         DELETE FROM sync_core.stock_reservation r USING kept k, sync_core.item i
         WHERE r.division = $1 AND r.item_id = i.id AND i.division = $1 AND i.exact_item_id = k.exact_item_id
           AND (r.warehouse_id IS NULL OR r.warehouse_id = k.warehouse_id) AND r.booked_at < $7)
       INSERT INTO sync_core.stock_recount (item_id)
       SELECT DISTINCT i.id FROM kept k JOIN sync_core.item i ON i.division = $1 AND i.exact_item_id = k.exact_item_id`,
      [
        division,
        rows.map(({ itemId }) => itemId),
        rows.map(({ warehouseId }) => warehouseId),
        rows.map(({ currentStock }) => currentStock),
        rows.map(({ planningOut }) => planningOut),
        rows.map(({ timestamp }) => timestamp),
        readAt ?? null,
      ],
    );
  }
}

/** A row that changed while the feed was read comes twice. All writers take the rows in one order, so that none waits for another in a ring. */
function newestOfEach(positions: readonly ExactStockPositionV1[]): ExactStockPositionV1[] {
  const newest = new Map<string, ExactStockPositionV1>();
  for (const row of positions) {
    const key = `${row.itemId}/${row.warehouseId}`;
    const before = newest.get(key);
    if (before === undefined || BigInt(before.timestamp) < BigInt(row.timestamp)) newest.set(key, row);
  }
  return [...newest.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, row]) => row);
}

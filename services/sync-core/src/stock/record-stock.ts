import type { ExactStockPositionsChangedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { OfferStock } from './offer-stock.js';

/** Keeps the rows of the stock feed, the newest of each, and lets the offers of the items that moved be reckoned anew. */
@Injectable()
export class RecordStock {
  constructor(private readonly offers: OfferStock) {}

  async record(step: Step, { division, positions }: ExactStockPositionsChangedV1): Promise<void> {
    const moved = new Set<string>();
    for (const row of positions.toSorted((a, b) => a.itemId.localeCompare(b.itemId))) {
      const kept = await step.tx.query<unknown[]>(
        `INSERT INTO sync_core.stock_position (division, exact_item_id, warehouse_id, current_stock, planning_out, "timestamp")
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (division, exact_item_id, warehouse_id) DO UPDATE
         SET current_stock = excluded.current_stock, planning_out = excluded.planning_out, "timestamp" = excluded."timestamp"
         WHERE stock_position."timestamp" < excluded."timestamp" RETURNING 1`,
        [division, row.itemId, row.warehouseId, row.currentStock, row.planningOut, row.timestamp],
      );
      if (kept.length > 0) moved.add(row.itemId);
    }
    for (const exactItemId of moved) await this.offers.reckon(step, division, exactItemId);
  }
}

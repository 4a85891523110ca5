import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { isMerchantsAlone } from './domain/merchants-alone.js';
import { sellableQuantity, showsStock, type WarehouseStock } from './domain/sellable-quantity.js';

interface Item {
  id: string;
  division: number;
  source: string;
  adopted: boolean;
  stock_was_seen: boolean;
  exact_item_id: string | null;
}

interface OfferedSku {
  sku: string;
  codes: string[];
  /** pieces of the item that one of the SKU is (domain I12) */
  pieces_each: number;
  listed_quantity: number | null;
  listed_at: Date;
}

/** Says what each SKU of an item may sell (manual chapter 7; domain S1, S2, S5, S8). Writing it is the matter of SendOffers. */
@Injectable()
export class ReckonItem {
  constructor(
    private readonly connections: Connections,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async reckon(tx: EntityManager, itemId: string): Promise<void> {
    // one at a time for an item, or a slower count would overwrite a newer one
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7))`, [itemId]);
    const [item] = await tx.query<Item[]>(
      `SELECT id, division, source, adopted, stock_was_seen, exact_item_id FROM sync_core.item WHERE id = $1`,
      [itemId],
    );
    if (item?.exact_item_id == null) return;
    const mirror = await tx.findOneBy(DivisionEntity, { division: item.division });
    if (mirror === null) return;
    for (const connection of await this.connections.ofDivision(tx, item.division)) {
      const { stock, stockWarehouses } = connection.settings;
      if (!stock.enabled) continue;
      const warehouseIds = mirror.masterData.warehouses
        .filter(({ code }) => stockWarehouses.includes(code))
        .map(({ id }) => id);
      await this.reckonFor(tx, connection, item, warehouseIds);
    }
  }

  private async reckonFor(
    tx: EntityManager,
    connection: ConnectionEntity,
    item: Item,
    warehouseIds: readonly string[],
  ): Promise<void> {
    const rows = await tx.query<WarehouseStock[]>(
      `SELECT current_stock::text AS "currentStock", planning_out::text AS "planningOut" FROM sync_core.stock_position
       WHERE division = $1 AND exact_item_id = $2 AND warehouse_id = ANY($3)`,
      [item.division, item.exact_item_id, warehouseIds],
    );
    if (!item.stock_was_seen && showsStock(rows)) {
      await tx.query(`UPDATE sync_core.item SET stock_was_seen = true WHERE id = $1`, [item.id]);
      item.stock_was_seen = true;
    }
    // a fresh row of 0 of an item that we made ourselves would empty a live offer
    if (!item.adopted && !item.stock_was_seen) return;
    const reserved = await this.reserved(tx, item, warehouseIds);
    const quantity = sellableQuantity(rows, reserved, connection.settings.stock.buffer);
    if (quantity !== undefined) await this.want(tx, connection, item.id, quantity);
  }

  /** Pieces of all connections of the division that Exact cannot know yet (domain S2, V5). */
  private async reserved(tx: EntityManager, item: Item, warehouseIds: readonly string[]): Promise<number> {
    const [row] = await tx.query<{ pieces: number }[]>(
      `SELECT coalesce(sum(r.pieces * coalesce(a.pieces, 1)), 0)::int AS pieces FROM sync_core.stock_reservation r
       LEFT JOIN sync_core.sku_alias a ON a.division = r.division AND r.source = 'sku:' || a.sku
       WHERE r.item_id = $2 AND (r.warehouse_id IS NULL OR r.warehouse_id = ANY($4))
          OR r.item_id IS NULL AND r.division = $1 AND r.source IN (
            SELECT $3::text UNION SELECT 'sku:' || l.sku FROM sync_core.listing l WHERE l.item_id = $2)`,
      [item.division, item.id, item.source, warehouseIds],
    );
    return row?.pieces ?? 0;
  }

  private async want(tx: EntityManager, connection: ConnectionEntity, itemId: string, quantity: number): Promise<void> {
    const skus = await tx.query<OfferedSku[]>(
      `SELECT l.sku, coalesce((SELECT a.pieces FROM sync_core.sku_alias a WHERE a.division = $3 AND a.sku = l.sku), 1) AS pieces_each, array_agg(c ->> 'code') FILTER (WHERE c IS NOT NULL) AS codes,
         min((c ->> 'quantity')::int) FILTER (WHERE c ->> 'code' = 'DEFAULT') AS listed_quantity, max(l.seen_at) AS listed_at
       FROM sync_core.listing l LEFT JOIN LATERAL jsonb_array_elements(l.listing -> 'fulfillmentChannels') c ON true
       WHERE l.connection_id = $1 AND l.item_id = $2 GROUP BY l.sku ORDER BY l.sku`,
      [connection.id, itemId, connection.division],
    );
    for (const { sku, codes, pieces_each: piecesEach, listed_quantity: listed, listed_at: listedAt } of skus) {
      if (!isMerchantsAlone(codes)) {
        await tx.query(
          `UPDATE sync_core.stock_offer SET is_due = false WHERE connection_id = $1 AND sku = $2 AND is_due`,
          [connection.id, sku],
        );
        continue;
      }
      await tx.query(
        `INSERT INTO sync_core.stock_offer AS o (connection_id, sku, item_id, wanted_quantity, computed_at, expected_quantity, expected_since, is_due, due_since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $4 IS DISTINCT FROM $6::int, clock_timestamp())
         ON CONFLICT (connection_id, sku) DO UPDATE
         SET wanted_quantity = excluded.wanted_quantity, computed_at = excluded.computed_at, item_id = excluded.item_id,
             is_due = excluded.wanted_quantity IS DISTINCT FROM o.expected_quantity AND excluded.wanted_quantity IS DISTINCT FROM o.refused_quantity,
             due_since = clock_timestamp()
         WHERE o.wanted_quantity <> excluded.wanted_quantity OR o.item_id IS DISTINCT FROM excluded.item_id
           OR o.is_due <> (excluded.wanted_quantity IS DISTINCT FROM o.expected_quantity AND excluded.wanted_quantity IS DISTINCT FROM o.refused_quantity)`,
        [
          connection.id,
          sku,
          itemId,
          Math.floor(quantity / piecesEach),
          this.clock.now(),
          listed,
          listed === null ? null : listedAt,
        ],
      );
    }
  }
}

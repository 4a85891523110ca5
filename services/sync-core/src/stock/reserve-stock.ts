import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { reservedParts } from './domain/reserved-parts.js';

/** After so long one reading of the item decides whether Exact's figures hold a sales order (domain S2). */
const LOOK_AFTER_MS = 2 * 3_600_000;

/**
 * Keeps what orders take from the shelf that Exact cannot know yet (domain S2). One statement a change: it keeps the
 * pieces, lowers what is believed to stand at Amazon where Amazon has lowered it itself, and lets the items be counted anew.
 */
@Injectable()
export class ReserveStock {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** The order is as it is now: keep, change or give back its pieces. */
  async follow(tx: EntityManager, order: AmazonOrderEntity): Promise<void> {
    const { snapshot, state } = order;
    if (snapshot.fulfilledBy === 'AMAZON') return;
    if (state === 'done' && snapshot.fulfillmentStatus !== 'CANCELLED') return;
    const parts = state === 'cancelled' ? [] : reservedParts(snapshot, state === 'skipped');
    await tx.query(
      `WITH given AS (SELECT * FROM unnest($5::text[], $6::text[], $7::int[]) AS p (part, source, pieces)),
       kept AS (
         INSERT INTO sync_core.stock_reservation AS r (connection_id, amazon_order_id, part, division, source, pieces)
         SELECT $1, $2, part, $3, source, pieces FROM given
         ON CONFLICT (connection_id, amazon_order_id, part) DO UPDATE
         SET source = excluded.source, pieces = excluded.pieces, division = excluded.division
         WHERE (r.source, r.pieces, r.division) IS DISTINCT FROM (excluded.source, excluded.pieces, excluded.division)
         RETURNING r.source, r.pieces, r.xmax = 0 AS is_new),
       gone AS (
         DELETE FROM sync_core.stock_reservation
         WHERE connection_id = $1 AND amazon_order_id = $2 AND part <> ALL ($5::text[]) RETURNING source),
       lowered AS (
         UPDATE sync_core.stock_offer o
         SET expected_quantity = CASE WHEN o.expected_since < $4 THEN greatest(o.expected_quantity - k.pieces, 0) ELSE o.expected_quantity END,
             unsettled_quantity = CASE WHEN o.unsettled_at < $4 THEN greatest(o.unsettled_quantity - k.pieces, 0) ELSE o.unsettled_quantity END
         FROM (SELECT source, sum(pieces)::int AS pieces FROM kept WHERE is_new GROUP BY source) k
         WHERE o.connection_id = $1 AND o.sku = substr(k.source, 5) AND k.source LIKE 'sku:%')
       INSERT INTO sync_core.stock_recount (item_id)
       SELECT i.id FROM (SELECT source FROM kept UNION SELECT source FROM gone) s
       JOIN sync_core.item i ON i.division = $3 AND i.source = s.source
       UNION
       SELECT l.item_id FROM (SELECT source FROM kept UNION SELECT source FROM gone) s
       JOIN sync_core.listing l ON l.connection_id = $1 AND l.sku = substr(s.source, 5) AND s.source LIKE 'sku:%'
       WHERE l.item_id IS NOT NULL`,
      [
        order.connectionId,
        order.amazonOrderId,
        order.division,
        order.createdTime,
        parts.map(({ part }) => part),
        parts.map(({ source }) => source),
        parts.map(({ pieces }) => pieces),
      ],
    );
  }

  /**
   * The sales order is in Exact since `at` (real time): its pieces count until a stock row of its warehouse that was read later
   * holds them. A row may have come before this answer.
   */
  async book(tx: EntityManager, order: AmazonOrderEntity, at: Date): Promise<void> {
    if (order.snapshot.fulfilledBy === 'AMAZON') return;
    await tx.query(
      `UPDATE sync_core.stock_reservation r
       SET booked_at = $3, look_at = $4, item_id = coalesce(
         (SELECT i.item_id FROM sync_core.order_item i
          WHERE i.connection_id = r.connection_id AND i.amazon_order_id = r.amazon_order_id AND i.part = r.part),
         (SELECT i.id FROM sync_core.item i WHERE i.division = r.division AND i.source = r.source)),
         warehouse_id = (
         SELECT (w ->> 'id')::uuid FROM sync_core.connection c JOIN sync_core.division d ON d.division = r.division,
           jsonb_array_elements(d.master_data -> 'warehouses') w
         WHERE c.id = r.connection_id AND w ->> 'code' = c.settings ->> 'merchantOrderWarehouse')
       WHERE r.connection_id = $1 AND r.amazon_order_id = $2`,
      [order.connectionId, order.amazonOrderId, at, new Date(this.clock.now().getTime() + LOOK_AFTER_MS)],
    );
    await tx.query(
      `WITH known AS (
         DELETE FROM sync_core.stock_reservation r
         WHERE r.connection_id = $1 AND r.amazon_order_id = $2 AND (r.item_id IS NULL OR exists (
           SELECT 1 FROM sync_core.item i JOIN sync_core.stock_position p ON p.division = r.division AND p.exact_item_id = i.exact_item_id
           WHERE i.id = r.item_id AND (r.warehouse_id IS NULL OR p.warehouse_id = r.warehouse_id) AND p.read_at > r.booked_at)))
       INSERT INTO sync_core.stock_recount (item_id)
       SELECT DISTINCT item_id FROM sync_core.stock_reservation WHERE connection_id = $1 AND amazon_order_id = $2 AND item_id IS NOT NULL`,
      [order.connectionId, order.amazonOrderId],
    );
  }
}

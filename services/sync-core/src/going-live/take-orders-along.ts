import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { statesTaking, transition } from '../orders/domain/order-state.js';

/**
 * Takes the orders of a connection into the division that it has now. Those that were on their way, and those of the chosen start
 * date on that have a sales order in the old division, begin anew: no debtor, item, code or total of the old one is used. A sales
 * order from before the start date stays the only one of its order (domain V4).
 */
@Injectable()
export class TakeOrdersAlong {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async take(tx: EntityManager, { id, division }: ConnectionEntity, startDate: Date): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `WITH left_behind AS (
         SELECT connection_id, amazon_order_id, division, sales_order_number FROM sync_core.amazon_order
         WHERE connection_id = $1 AND state = ANY($6)
           AND (state <> 'done' OR division <> $2 AND created_time >= $3) FOR UPDATE),
       begun AS (
         UPDATE sync_core.amazon_order o
         SET ${FORGOTTEN}, division = $2, state = '${transition('done', 'division-changed')}', reason_code = 'division_changed', reason_detail = NULL,
           changed_at = $4, retry_at = $4, retry_why = $5
         FROM left_behind l WHERE o.connection_id = l.connection_id AND o.amazon_order_id = l.amazon_order_id
         RETURNING o.connection_id, o.amazon_order_id),
       items AS (
         DELETE FROM sync_core.order_item i USING begun b
         WHERE i.connection_id = b.connection_id AND i.amazon_order_id = b.amazon_order_id),
       notices AS (
         UPDATE sync_core.order_notice n SET settled_at = $4 FROM begun b
         WHERE n.connection_id = b.connection_id AND n.amazon_order_id = b.amazon_order_id AND n.settled_at IS NULL)
       INSERT INTO sync_core.timeline_entry (connection_id, amazon_order_id, at, code, detail)
       SELECT connection_id, amazon_order_id, $4, CASE WHEN sales_order_number IS NULL THEN 'division_left' ELSE 'division_changed' END,
         jsonb_build_object('from', division::text, 'to', $2::text, 'number', sales_order_number::text)
       FROM left_behind WHERE division <> $2`,
      [id, division, startDate, now, WHY, statesTaking('division-changed')],
    );
    await tx.query(
      `UPDATE sync_core.amazon_order SET ${FORGOTTEN}, division = $2
       WHERE connection_id = $1 AND division <> $2 AND state IN ('received', 'pending', 'skipped', 'cancelled')`,
      [id, division],
    );
    await tx.query(
      `UPDATE sync_core.stock_reservation SET division = $2, item_id = NULL WHERE connection_id = $1 AND division <> $2`,
      [id, division],
    );
  }
}

/** What an order has in a division. */
const FORGOTTEN = `debtor_id = NULL, delivery_address_id = NULL, expected_total = NULL, sales_order_id = NULL, sales_order_number = NULL,
  exact_total = NULL, attention = NULL, booked_place = NULL, booked_snapshot = NULL, look_up = NULL, looked_up_at = NULL,
  corrections = corrections - 'debtorAccountId' - 'vatCode'`;

const WHY = {
  'why.nl': 'de koppeling gaat verder met een andere administratie',
  'why.en': 'the connection goes on with another division',
};

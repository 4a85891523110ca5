import type { ExactRecordsDeletedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { AdvanceDebtorOrders } from '../debtors/advance-debtor-orders.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { Notices } from '../orders/notices.js';
import { Orders } from '../orders/orders.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';
import type { OrderKey } from '../orders/timeline.js';
import { GONE } from './gone-reasons.js';

/**
 * What is gone in Exact is forgotten here, so that the next order finds or makes it anew (domain D14); orders that wait for it
 * go on at once. A sales order that somebody removed is shown.
 */
@Injectable()
export class HealDeletions {
  constructor(
    private readonly orders: Orders,
    private readonly notices: Notices,
    private readonly retry: RetryHeldOrders,
    private readonly debtorOrders: AdvanceDebtorOrders,
    private readonly advanceOrder: AdvanceOrder,
  ) {}

  async heal(step: Step, gone: ExactRecordsDeletedV1): Promise<void> {
    const debtors = await this.debtors(step, gone);
    const items = await this.ids(
      step,
      `UPDATE sync_core.item SET state = 'held', reason_code = 'exact_item_gone', platform_message = NULL, exact_item_id = NULL WHERE division = $1 AND exact_item_id = ANY($2) RETURNING id`,
      gone.division,
      gone.items,
    );
    for (const debtor of debtors) await this.debtorOrders.advance(step, debtor);
    for (const key of await this.underWayWith(step, debtors, items)) await this.advanceOrder.advanceByKey(step, key);
    for (const key of await this.heldFor(step, debtors, items)) await this.retry.one(step, key);
    await this.showSalesOrders(step, gone.salesOrders);
  }

  private async debtors(step: Step, gone: ExactRecordsDeletedV1): Promise<string[]> {
    const debtors = await this.ids(
      step,
      `UPDATE sync_core.debtor SET state = 'held', reason_code = 'exact_account_gone', platform_message = NULL,
         account_id = NULL, contact_id = NULL
       WHERE division = $1 AND account_id = ANY($2) RETURNING id`,
      gone.division,
      gone.accounts,
    );
    // an account's addresses go with it
    await step.tx.query(`DELETE FROM sync_core.delivery_address WHERE debtor_id = ANY($1)`, [debtors]);
    const ofAddresses = await this.ids(
      step,
      `DELETE FROM sync_core.delivery_address a USING sync_core.debtor d
       WHERE d.id = a.debtor_id AND d.division = $1 AND a.exact_address_id = ANY($2) RETURNING d.id`,
      gone.division,
      gone.addresses,
    );
    return [...new Set([...debtors, ...ofAddresses])].sort();
  }

  private async ids(step: Step, sql: string, division: number, of: readonly string[]): Promise<string[]> {
    if (of.length === 0) return [];
    const [rows] = await step.tx.query<[{ id: string }[], number]>(sql, [division, of]);
    return rows.map(({ id }) => id);
  }

  /** Orders that had their debtor already, and wait for items. */
  private async underWayWith(step: Step, debtors: readonly string[], items: readonly string[]): Promise<OrderKey[]> {
    return step.tx.query<OrderKey[]>(
      `SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order o
       WHERE o.state = 'items' AND (o.debtor_id = ANY($1) OR exists (${USES_ITEMS})) ORDER BY 1, 2`,
      [debtors, items],
    );
  }

  private async heldFor(step: Step, debtors: readonly string[], items: readonly string[]): Promise<OrderKey[]> {
    return step.tx.query<OrderKey[]>(
      `SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order o
       WHERE o.state = 'held' AND o.reason_code = ANY($3) AND (o.debtor_id = ANY($1) OR exists (${USES_ITEMS})) ORDER BY 1, 2`,
      [debtors, items, GONE],
    );
  }

  private async showSalesOrders(step: Step, salesOrders: readonly string[]): Promise<void> {
    const keys = await step.tx.query<OrderKey[]>(
      `SELECT connection_id AS "connectionId", amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order
       WHERE sales_order_id = ANY($1) ORDER BY 1, 2`,
      [salesOrders],
    );
    for (const key of keys) {
      const order = await this.orders.lock(step.tx, key);
      if (order !== undefined)
        await this.notices.list(step.tx, order, {
          code: 'sales_order_gone',
          detail: { number: String(order.salesOrderNumber ?? '-') },
        });
    }
  }
}

const USES_ITEMS = `SELECT 1 FROM sync_core.order_item i
  WHERE i.connection_id = o.connection_id AND i.amazon_order_id = o.amazon_order_id AND i.item_id = ANY($2)`;

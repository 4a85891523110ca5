import { formatMoney, money } from '@connector/money';
import type { AmazonOrderEntity } from './amazon-order.entity.js';

/** An order for a reader of the API: no buyer, amounts as text. */
export function orderView(order: AmazonOrderEntity): object {
  const { snapshot, currency } = order;
  const text = (minorUnits: string | null): string | null =>
    minorUnits === null || currency === null ? null : formatMoney(money(Number(minorUnits), currency));
  return {
    connectionId: order.connectionId,
    amazonOrderId: order.amazonOrderId,
    state: order.state,
    reasonCode: order.reasonCode,
    attention: order.attention,
    status: snapshot.fulfillmentStatus ?? null,
    fulfilledBy: snapshot.fulfilledBy ?? null,
    marketplaceId: snapshot.marketplaceId ?? null,
    createdTime: order.createdTime,
    lastUpdatedTime: order.lastUpdatedTime,
    total: snapshot.grandTotal === undefined ? null : formatMoney(snapshot.grandTotal),
    expectedTotal: text(order.expectedTotal),
    exactTotal: text(order.exactTotal),
    salesOrderId: order.salesOrderId,
    salesOrderNumber: order.salesOrderNumber,
    changedAt: order.changedAt,
  };
}

import type { AmazonOrderUpdatedV1, MoneyV1, ReasonCode } from '@connector/contracts';
import type { Installation } from '../../installation/domain/installation.js';

type Order = Pick<
  AmazonOrderUpdatedV1,
  | 'salesChannel'
  | 'marketplaceId'
  | 'fulfilledBy'
  | 'fulfillmentStatus'
  | 'createdTime'
  | 'lines'
  | 'associatedOrders'
  | 'grandTotal'
>;

/** What an order means for us as Amazon tells it now. */
export type Verdict =
  | { readonly verdict: 'paid' | 'pending' | 'cancelled' }
  | { readonly verdict: 'wait'; readonly reason: ReasonCode }
  | { readonly verdict: 'skip'; readonly reason: ReasonCode };

const PAID = new Set(['UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED']);
const PENDING = new Set(['PENDING', 'PENDING_AVAILABILITY']);

/** Decides whether an order is imported, waits, or is skipped and why (manual chapter 6; domain O1, O6, O7, V6). */
export function judgeOrder(order: Order, installation: Installation): Verdict {
  const status = order.fulfillmentStatus ?? 'UNKNOWN';
  // first of all: a sales order may stand in Exact already, whatever is left of the order or of the installation (O8)
  if (status === 'CANCELLED') return { verdict: 'cancelled' };
  const skip = skipReason(order, installation);
  if (skip !== undefined) return { verdict: 'skip', reason: skip };
  if (PENDING.has(status)) return { verdict: 'pending' };
  if (!PAID.has(status)) return { verdict: 'wait', reason: 'unknown_status' };
  if (isFulfilledByAmazon(order) && installation.importAmazonOrdersFrom === 'SHIPPED' && status !== 'SHIPPED')
    return { verdict: 'pending' };
  return { verdict: 'paid' };
}

/**
 * Whether it is Amazon that makes an order no sale for us, and not the installation: that may change after the sales order was made,
 * and says nothing of it then (domain O8).
 */
export function isSaidByAmazon(reason: ReasonCode): boolean {
  return SAID_BY_AMAZON.has(reason);
}

const SAID_BY_AMAZON: ReadonlySet<ReasonCode> = new Set([
  'not_sold_on_amazon',
  'unfulfillable',
  'no_lines',
  'replacement_by_amazon',
  'replacement_not_imported',
]);

export function isFulfilledByAmazon(order: Pick<AmazonOrderUpdatedV1, 'fulfilledBy'>): boolean {
  return order.fulfilledBy === 'AMAZON';
}

/** Amazon names only these two (amazon-sp-api 5.5); without one of them nobody knows whose shelf the goods leave. */
export function isKnownChannel({ fulfilledBy }: Pick<AmazonOrderUpdatedV1, 'fulfilledBy'>): boolean {
  return fulfilledBy === 'AMAZON' || fulfilledBy === 'MERCHANT';
}

/**
 * A replacement or exchange of an earlier order that costs the buyer nothing: every amount is 0, or Amazon names none. An order
 * whose figures could not be read has no pieces, and is none.
 */
export function isFreeReplacement(
  order: Pick<AmazonOrderUpdatedV1, 'associatedOrders' | 'grandTotal' | 'lines'>,
): boolean {
  const replaces = order.associatedOrders.some(({ associationType }) =>
    /^(REPLACEMENT|EXCHANGE)_ORIGINAL_ID$/.test(associationType),
  );
  const isMoney = (amount: MoneyV1 | undefined): boolean => (amount?.minorUnits ?? 0) !== 0;
  const money = isMoney(order.grandTotal) || order.lines.some(({ proceedsTotal }) => isMoney(proceedsTotal));
  return replaces && !money && order.lines.some(({ quantityOrdered }) => quantityOrdered > 0);
}

function skipReason(order: Order, installation: Installation): ReasonCode | undefined {
  if (order.salesChannel === 'NON_AMAZON') return 'not_sold_on_amazon';
  if (order.marketplaceId === undefined || !installation.marketplaceIds.includes(order.marketplaceId))
    return 'marketplace_not_chosen';
  if (Date.parse(order.createdTime) < Date.parse(installation.importOrdersFrom)) return 'before_start_date';
  if (order.fulfillmentStatus === 'UNFULFILLABLE') return 'unfulfillable';
  const amazon = isFulfilledByAmazon(order);
  if (isKnownChannel(order) && !installation.channels.includes(amazon ? 'AFN' : 'MFN')) return 'channel_not_chosen';
  const separate =
    installation.amazonOrderWarehouse !== undefined &&
    !installation.stockWarehouses.includes(installation.amazonOrderWarehouse);
  if (amazon && !separate) return 'channel_not_chosen';
  if (order.lines.length === 0) return 'no_lines';
  if (isFreeReplacement(order)) {
    if (amazon) return 'replacement_by_amazon';
    if (!installation.importFreeReplacements) return 'replacement_not_imported';
  }
  return undefined;
}

import type { AmazonOrderLineV1, AmazonOrderUpdatedV1 } from '@connector/contracts';

type Order = Pick<AmazonOrderUpdatedV1, 'fulfilledBy' | 'fulfillmentStatus' | 'lines'>;

/** Pieces of one line that leave the merchant's shelf and that Exact does not know of. */
export interface ReservedPart {
  /** the Amazon line's id */
  readonly part: string;
  /** where the item comes from: `sku:<sku>`, or `asin:<asin>` without one */
  readonly source: string;
  readonly pieces: number;
}

/**
 * What an order takes from the merchant's shelf before Exact can know (domain S2). Pending, paid and held orders count until
 * their sales order stands in a stock row; skipped ones, which never get one, until they are shipped or cancelled. What Amazon
 * ships is not on this shelf.
 */
export function reservedParts(order: Order, isSkipped: boolean): ReservedPart[] {
  const { fulfilledBy, fulfillmentStatus: status, lines } = order;
  if (fulfilledBy === 'AMAZON' || status === 'CANCELLED') return [];
  if (isSkipped && (status === 'SHIPPED' || status === 'UNFULFILLABLE')) return [];
  return lines
    .map((line) => ({
      part: line.orderItemId,
      source: sourceOf(line),
      pieces: isSkipped ? stillToShip(line) : notCancelled(line),
    }))
    .filter(({ pieces }) => pieces > 0);
}

function sourceOf({ sku, asin, orderItemId }: AmazonOrderLineV1): string {
  return sku === undefined || sku.trim() === '' ? `asin:${asin ?? orderItemId}` : `sku:${sku}`;
}

function notCancelled(line: AmazonOrderLineV1): number {
  const { quantityOrdered: ordered, quantityFulfilled = 0, quantityUnfulfilled = 0, cancelledBy } = line;
  return cancelledBy === undefined ? ordered : Math.min(ordered, quantityFulfilled + quantityUnfulfilled);
}

/** Without a word on what is shipped, nothing is. */
function stillToShip(line: AmazonOrderLineV1): number {
  return Math.max(0, notCancelled(line) - (line.quantityFulfilled ?? 0));
}

import type { AmazonOrderLineV1 } from '@connector/contracts';

export type QuantityResult =
  | { readonly ok: true; readonly quantity: number }
  | { readonly ok: false; readonly reason: 'cancelled_quantity_disagrees' };

/**
 * Pieces of a line: ordered less cancelled (domain O5). Amazon has no cancelled quantity: where pieces were cancelled it is
 * ordered − fulfilled − unfulfilled, and the money must agree with what is left, to one minor unit a piece.
 */
export function quantityOf(line: AmazonOrderLineV1): QuantityResult {
  const { quantityOrdered: ordered, quantityFulfilled = 0, quantityUnfulfilled = 0, unitPrice } = line;
  const cancelled = line.cancelledBy === undefined ? 0 : Math.max(0, ordered - quantityFulfilled - quantityUnfulfilled);
  const quantity = ordered - cancelled;
  const item = line.components
    .filter(({ type }) => type === 'ITEM')
    .reduce((total, { amount }) => total + amount.minorUnits, 0);
  // without a price of a piece nothing shows that the money is that of the pieces that are left
  const expected = quantity === 0 ? 0 : unitPrice === undefined ? undefined : unitPrice.minorUnits * quantity;
  const agrees = expected !== undefined && Math.abs(expected - item) <= quantity;
  return (cancelled > 0 || quantity === 0) && !agrees
    ? { ok: false, reason: 'cancelled_quantity_disagrees' }
    : { ok: true, quantity };
}

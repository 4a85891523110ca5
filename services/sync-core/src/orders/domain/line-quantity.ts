import type { AmazonOrderLineV1 } from '@connector/contracts';

export type QuantityResult =
  | { readonly ok: true; readonly quantity: number }
  | { readonly ok: false; readonly reason: 'cancelled_quantity_disagrees' };

/**
 * Pieces of a line: ordered less cancelled (domain O5). Amazon has no cancelled quantity: where pieces were cancelled it is
 * ordered − fulfilled − unfulfilled, and the money must agree with what is left, to one minor unit a piece.
 */
export function quantityOf(line: AmazonOrderLineV1): QuantityResult {
  if (line.cancelledBy === undefined) return { ok: true, quantity: line.quantityOrdered };
  const left = (line.quantityFulfilled ?? 0) + (line.quantityUnfulfilled ?? 0);
  const quantity = Math.min(line.quantityOrdered, left);
  const item = line.components.find(({ type }) => type === 'ITEM')?.amount.minorUnits ?? 0;
  if (line.unitPrice !== undefined && Math.abs(line.unitPrice.minorUnits * quantity - item) > quantity) {
    return { ok: false, reason: 'cancelled_quantity_disagrees' };
  }
  return quantity === 0 && item !== 0 ? { ok: false, reason: 'cancelled_quantity_disagrees' } : { ok: true, quantity };
}

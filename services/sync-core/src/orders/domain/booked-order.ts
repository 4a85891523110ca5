import type { CompositionResult } from './compose-sales-order.js';

/** What the VAT of an order depends on beside its lines, and what of it is personal: kept when the buyer's data are gone. */
export interface OrderPlace {
  /** VAT territory of the destination (domain T5) */
  readonly shipTo: string;
  readonly hasVatNumber: boolean;
  /** keyed hash of where the goods go and to whom; undefined where Amazon gives no address */
  readonly placeHash?: string;
}

/** A sales order as far as a later change can make it wrong. */
export interface BookedOrder {
  readonly currency: string;
  /** incl. VAT, in minor units */
  readonly total: number;
  readonly byVatCode: Readonly<Record<string, number>>;
  /** pieces of each Amazon line, with the item that they are of */
  readonly pieces: Readonly<Record<string, { readonly item: string; readonly quantity: number }>>;
}

/** One thing that is other than in the sales order. */
export interface Difference {
  /** `vatCode 2`, `pieces 123`, `item 123`, `address`, `not composed`, `no longer a sale` */
  readonly what: string;
  readonly booked: string;
  readonly now: string;
}

/** What a composition comes to; a refusal is a result too: the order could not be booked so any more. */
export type Booking = { readonly booked: BookedOrder } | { readonly refused: string };

export function bookingOf(result: CompositionResult, itemOf: (orderItemId: string) => string): Booking {
  if (!result.ok) return { refused: result.reason };
  const { currency, expectedTotal, lines, grossByVatCode } = result.order;
  const pieces: Record<string, { item: string; quantity: number }> = {};
  for (const line of lines) {
    if (!('orderItemId' in line.of)) continue;
    const { orderItemId } = line.of;
    const before = pieces[orderItemId]?.quantity ?? 0;
    pieces[orderItemId] = { item: itemOf(orderItemId), quantity: before + line.quantity };
  }
  return { booked: { currency, total: expectedTotal, byVatCode: grossByVatCode, pieces } };
}

/**
 * What a person must correct in the sales order (domain O8): old against new per VAT code, pieces, items, address. Nothing
 * where the change came to nothing.
 */
export function differencesOf(
  before: Booking,
  now: Booking,
  places: { readonly before: OrderPlace; readonly now: OrderPlace },
): Difference[] {
  const found: Difference[] = [];
  if ('refused' in now) {
    if (!('refused' in before) || before.refused !== now.refused)
      found.push({ what: 'not composed', booked: 'refused' in before ? before.refused : '-', now: now.refused });
  } else if ('refused' in before) {
    found.push({ what: 'not composed', booked: before.refused, now: '-' });
  } else found.push(...amounts(before.booked, now.booked), ...goods(before.booked, now.booked));
  const { placeHash } = places.now;
  if (placeHash !== undefined && places.before.placeHash !== undefined && placeHash !== places.before.placeHash)
    found.push({ what: 'address', booked: 'other', now: 'changed' });
  return found;
}

/** Tells one state of an order from another: what was ticked off is listed again only for a further change. */
export function fingerprintOf(differences: readonly Difference[], place: OrderPlace): string {
  return JSON.stringify([
    differences,
    differences.some(({ what }) => what === 'address') ? place.placeHash : undefined,
  ]);
}

function amounts(before: BookedOrder, now: BookedOrder): Difference[] {
  const codes = [...new Set([...Object.keys(before.byVatCode), ...Object.keys(now.byVatCode)])].toSorted();
  return codes.flatMap((code) => {
    const [was, is] = [before.byVatCode[code] ?? 0, now.byVatCode[code] ?? 0];
    return was === is && before.currency === now.currency
      ? []
      : [{ what: `vatCode ${code}`, booked: `${was} ${before.currency}`, now: `${is} ${now.currency}` }];
  });
}

function goods(before: BookedOrder, now: BookedOrder): Difference[] {
  const lines = [...new Set([...Object.keys(before.pieces), ...Object.keys(now.pieces)])].toSorted();
  return lines.flatMap((line) => {
    const [was, is] = [before.pieces[line], now.pieces[line]];
    const quantity =
      was?.quantity === is?.quantity
        ? []
        : [{ what: `pieces ${line}`, booked: String(was?.quantity ?? 0), now: String(is?.quantity ?? 0) }];
    const item =
      was === undefined || is === undefined || was.item === is.item
        ? []
        : [{ what: `item ${line}`, booked: was.item, now: is.item }];
    return [...quantity, ...item];
  });
}

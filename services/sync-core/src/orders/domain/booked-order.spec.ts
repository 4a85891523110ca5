import { describe, expect, it } from '@jest/globals';
import { differencesOf, fingerprintOf, type Booking, type BookedOrder, type OrderPlace } from './booked-order.js';

const booked: BookedOrder = {
  currency: 'EUR',
  total: 1495,
  byVatCode: { '2': 1495 },
  pieces: { '1': { item: 'MUG-BLUE', quantity: 3 } },
};
const place: OrderPlace = { shipTo: 'NL', hasVatNumber: false, placeHash: 'here' };
const places = { before: place, now: place };
const now = (more: Partial<BookedOrder>): Booking => ({ booked: { ...booked, ...more } });

describe('What is to be corrected in a sales order (O8)', () => {
  it('O8: nothing where nothing changed', () => {
    expect(differencesOf({ booked }, now({}), places)).toStrictEqual([]);
  });

  it('O8: old against new, per VAT code', () => {
    expect(differencesOf({ booked }, now({ byVatCode: { '2': 495, '7': 1000 } }), places)).toStrictEqual([
      { what: 'vatCode 2', booked: '1495 EUR', now: '495 EUR' },
      { what: 'vatCode 7', booked: '0 EUR', now: '1000 EUR' },
    ]);
  });

  it('O8: pieces and items of each line', () => {
    expect(differencesOf({ booked }, now({ pieces: { '1': { item: 'MUG-RED', quantity: 2 } } }), places)).toStrictEqual(
      [
        { what: 'pieces 1', booked: '3', now: '2' },
        { what: 'item 1', booked: 'MUG-BLUE', now: 'MUG-RED' },
      ],
    );
    expect(differencesOf({ booked }, now({ pieces: {} }), places)).toStrictEqual([
      { what: 'pieces 1', booked: '3', now: '0' },
    ]);
  });

  it('O8: the address, of which no word is told; one that Amazon no longer gives is no change', () => {
    const moved = { before: place, now: { ...place, placeHash: 'there' } };
    expect(differencesOf({ booked }, now({}), moved)).toStrictEqual([
      { what: 'address', booked: 'other', now: 'changed' },
    ]);
    expect(
      differencesOf({ booked }, now({}), { before: place, now: { shipTo: 'NL', hasVatNumber: false } }),
    ).toStrictEqual([]);
  });

  it('O8: an order that could not be booked any more is told with its reason', () => {
    expect(differencesOf({ booked }, { refused: 'no_vat_rule' }, places)).toStrictEqual([
      { what: 'not composed', booked: '-', now: 'no_vat_rule' },
    ]);
    expect(differencesOf({ refused: 'no_vat_rule' }, { refused: 'no_vat_rule' }, places)).toStrictEqual([]);
    expect(differencesOf({ refused: 'no_vat_rule' }, { booked }, places)).toHaveLength(1);
  });

  it('O8: each state of the order is told from the others; a second move is another state', () => {
    const moved = [{ what: 'address', booked: 'other', now: 'changed' }];
    expect(fingerprintOf(moved, place)).not.toBe(fingerprintOf(moved, { ...place, placeHash: 'elsewhere' }));
    expect(fingerprintOf([], place)).toBe(fingerprintOf([], { ...place, placeHash: 'elsewhere' }));
  });
});

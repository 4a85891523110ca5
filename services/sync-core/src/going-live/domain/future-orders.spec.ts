import { describe, expect, it } from '@jest/globals';
import { summarise } from './future-orders.js';

const euro = (minorUnits: number) => ({ minorUnits, currency: 'EUR' });

describe('What going live would write (V4)', () => {
  const summary = summarise(
    [
      { amazonOrderId: '1', total: euro(1_000), text: '10.00 EUR', lines: 1, debtor: 'anna', isNewDebtor: true },
      { amazonOrderId: '2', total: euro(250), text: '2.50 EUR', lines: 2, debtor: 'anna', isNewDebtor: true },
      { amazonOrderId: '3', total: { minorUnits: 900, currency: 'SEK' }, debtor: 'bert', isNewDebtor: false },
      { amazonOrderId: '4', reasonCode: 'no_vat_rule' },
      { amazonOrderId: '5', reasonCode: 'pending' },
    ],
    700,
  );

  it('V4: sums per currency, and each debtor once', () => {
    expect(summary).toMatchObject({
      count: 700,
      computed: 5,
      booked: 3,
      totals: [euro(1_250), { minorUnits: 900, currency: 'SEK' }],
      debtors: { inExact: 1, toMake: 1 },
    });
  });

  it('V4: counts what would not be booked, by reason', () => {
    expect(summary.notBooked).toEqual({ no_vat_rule: 1, pending: 1 });
  });

  it('V4: tells no buyer, not even as a hash', () => {
    expect(JSON.stringify(summary)).not.toMatch(/anna|bert/);
  });
});

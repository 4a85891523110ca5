import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property } from 'fast-check';
import { netPrices } from './net-price.js';

describe('A VAT code that excludes VAT takes net prices, proved equal or not at all (M5)', () => {
  it('M5: 1 piece for 121.00 at 21 % is 100.00 net', () => {
    expect(netPrices(12_100, 1, 'EUR', 2100, 2)).toEqual([{ quantity: 1, price: '100.00' }]);
  });

  it('M5: the price has the decimals that Exact allows for prices', () => {
    expect(netPrices(900, 10, 'EUR', 2100, 4)).toEqual([{ quantity: 10, price: '0.7438' }]);
    expect(netPrices(900, 10, 'EUR', 2100, 2)).toBeUndefined();
    expect(netPrices(1210, 1, 'JPY', 2100, 2)).toEqual([{ quantity: 1, price: '1000.00' }]);
  });

  it('M5: where Exact allows fewer decimals than the currency has, the price has no more', () => {
    expect(netPrices(12_100, 1, 'EUR', 2100, 0)).toEqual([{ quantity: 1, price: '100' }]);
    expect(netPrices(1210, 1, 'EUR', 2100, 0)).toEqual([{ quantity: 1, price: '10' }]);
    expect(netPrices(1800, 1, 'EUR', 2100, 0)).toBeUndefined();
  });

  it('M5: a total that no net price comes to is refused: 0.03 at 21 % is 0.02 + 0.00 or 0.03 + 0.01', () => {
    expect(netPrices(3, 1, 'EUR', 2100, 2)).toBeUndefined();
  });

  it('M5: at 0 % the price is as it is', () => {
    expect(netPrices(1000, 3, 'EUR', 0, 2)).toEqual([
      { quantity: 2, price: '3.33' },
      { quantity: 1, price: '3.34' },
    ]);
  });

  it('V3: about one line in six cannot be booked to the cent at 21 %', () => {
    const totals = Array.from({ length: 10_000 }, (_, index) => index + 1);
    const refused = totals.filter((total) => netPrices(total, 1, 'EUR', 2100, 2) === undefined);
    expect(refused.length / totals.length).toBeCloseTo(1 - 100 / 121, 2);
  });

  it('M5: what is given comes at Exact to the total, line by line rounded to the currency', () => {
    const place = constantFrom(['JPY', 0] as const, ['EUR', 2] as const, ['KWD', 3] as const);
    assert(
      property(
        integer({ min: 0, max: 10_000_000 }),
        integer({ min: 1, max: 50 }),
        place,
        constantFrom(0, 500, 900, 1900, 2100, 2550),
        integer({ min: 0, max: 8 }),
        (total, quantity, [currency, decimals], rate, priceDecimals) => {
          const lines = netPrices(total, quantity, currency, rate, priceDecimals);
          if (lines === undefined) return;
          const atExact = lines.reduce((sum, { quantity: pieces, price }) => {
            const [whole = '0', fraction = ''] = price.split('.');
            expect(fraction).toHaveLength(priceDecimals);
            const net = halfUp(BigInt(whole + fraction) * BigInt(pieces) * 10n ** BigInt(decimals), priceDecimals);
            return sum + net + halfUp(net * BigInt(rate), 4);
          }, 0n);
          expect(atExact).toBe(BigInt(total));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** Divides by a power of ten; a half goes up. */
function halfUp(value: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  return (2n * value + unit) / (2n * unit);
}

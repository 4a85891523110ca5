import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property } from 'fast-check';
import { decimalText, splitPrice } from './split-price.js';

const minorOf = (price: string): bigint => BigInt(price.replace('.', ''));
const total = integer({ min: 0, max: 1_000_000_000 });
const pieces = integer({ min: 1, max: 10_000 });
const currency = constantFrom('JPY', 'EUR', 'KWD');

describe('A line total becomes prices of a piece (M3)', () => {
  it('M3: 3 pieces for 10.00 become 2 × 3.33 and 1 × 3.34', () => {
    expect(splitPrice(1000, 3, 'EUR')).toEqual([
      { quantity: 2, price: '3.33' },
      { quantity: 1, price: '3.34' },
    ]);
  });

  it('M3: 7 pieces for 99.99 become 4 × 14.28 and 3 × 14.29', () => {
    expect(splitPrice(9999, 7, 'EUR')).toEqual([
      { quantity: 4, price: '14.28' },
      { quantity: 3, price: '14.29' },
    ]);
  });

  it('M3: a total that divides stays one line', () => {
    expect(splitPrice(1494, 3, 'EUR')).toEqual([{ quantity: 3, price: '4.98' }]);
    expect(splitPrice(0, 3, 'EUR')).toEqual([{ quantity: 3, price: '0.00' }]);
  });

  it('M3: a total smaller than the number of pieces has pieces of 0.00 beside pieces of 0.01', () => {
    expect(splitPrice(2, 5, 'EUR')).toEqual([
      { quantity: 3, price: '0.00' },
      { quantity: 2, price: '0.01' },
    ]);
  });

  it('M1: the price has as many decimals as the currency: none in yen, three in dinar', () => {
    expect(splitPrice(5980, 4, 'JPY')).toEqual([{ quantity: 4, price: '1495' }]);
    expect(splitPrice(1001, 2, 'KWD')).toEqual([
      { quantity: 1, price: '0.500' },
      { quantity: 1, price: '0.501' },
    ]);
  });

  it('M3: the sum is the total, the pieces are all there, and prices lie at most one minor unit apart', () => {
    assert(
      property(total, pieces, currency, (sum, quantity, code) => {
        const lines = splitPrice(sum, quantity, code);
        const prices = lines.map(({ price }) => minorOf(price));
        expect(lines.reduce((all, line) => all + minorOf(line.price) * BigInt(line.quantity), 0n)).toBe(BigInt(sum));
        expect(lines.reduce((all, line) => all + line.quantity, 0)).toBe(quantity);
        expect(lines.every((line) => line.quantity > 0)).toBe(true);
        expect(lines.length).toBeLessThanOrEqual(2);
        expect((prices[1] ?? prices[0]! + 1n) - prices[0]!).toBe(1n);
      }),
    );
  });
});

describe('A decimal text is exact (M1)', () => {
  it('M1: small amounts keep their zeros', () => {
    expect(decimalText(5, 2)).toBe('0.05');
    expect(decimalText(7n, 3)).toBe('0.007');
    expect(decimalText(12, 0)).toBe('12');
  });
});

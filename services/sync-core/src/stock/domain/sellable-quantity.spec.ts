import { describe, expect, it } from '@jest/globals';
import { array, assert, bigInt, integer, property, record } from 'fast-check';
import { sellableQuantity, showsStock } from './sellable-quantity.js';

const row = (currentStock: string, planningOut = '0') => ({ currentStock, planningOut });

/** Hundred-millionths, as Exact could give them. */
const amount = bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n });
const text = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(9, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`;
};
const floor = (value: bigint): bigint => {
  const whole = value / 100_000_000n;
  return value < 0n && value % 100_000_000n !== 0n ? whole - 1n : whole;
};

describe('What may be sold (S1)', () => {
  it('S1: actual stock less planned outgoing stock', () => {
    expect(sellableQuantity([row('12', '5')], 0, 0)).toBe(7);
  });

  it('S1: summed over the chosen warehouses, less the buffer', () => {
    expect(sellableQuantity([row('12', '5'), row('3', '4')], 0, 2)).toBe(4);
  });

  it('S2: orders that Exact cannot know yet are outgoing too', () => {
    expect(sellableQuantity([row('12', '5')], 3, 0)).toBe(4);
  });

  it('S1: rounded down, once, after the sum', () => {
    expect(sellableQuantity([row('2.99')], 0, 0)).toBe(2);
    expect(sellableQuantity([row('1.5'), row('1.5')], 0, 0)).toBe(3);
    expect(sellableQuantity([row('3', '0.00000001')], 0, 0)).toBe(2);
  });

  it('S1: never below 0', () => {
    expect(sellableQuantity([row('1', '5')], 0, 0)).toBe(0);
    expect(sellableQuantity([row('-3.5')], 0, 0)).toBe(0);
    expect(sellableQuantity([row('1')], 1, 1)).toBe(0);
  });

  it('S1: an item without a stock row is not written', () => {
    expect(sellableQuantity([], 0, 0)).toBeUndefined();
  });

  it('S1: a fresh row of 0 shows no stock, nor does planned outgoing stock alone; an actual stock below 0 does', () => {
    expect(showsStock([])).toBe(false);
    expect(showsStock([row('0', '4'), row('0.00')])).toBe(false);
    expect(showsStock([row('0'), row('1')])).toBe(true);
    expect(showsStock([row('-0.5')])).toBe(true);
  });

  it('S1: a whole number, never negative, exactly what is left rounded down, to the last hundred-millionth', () => {
    const some = integer({ min: 0, max: 1_000 });
    const rows = array(record({ current: amount, out: amount }), { minLength: 1, maxLength: 5 });
    assert(
      property(rows, some, some, (all, reserved, buffer) => {
        const quantity = sellableQuantity(
          all.map(({ current, out }) => row(text(current), text(out))),
          reserved,
          buffer,
        );
        const left = all.reduce((sum, { current, out }) => sum + current - out, 0n);
        const expected = Number(floor(left)) - reserved - buffer;
        expect(quantity).toBe(Math.max(0, expected));
      }),
      { numRuns: 1_000 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record, type Arbitrary } from 'fast-check';
import { daysOfOrders, type CountedOrders } from './day-of-orders.js';

const states = ['received', 'pending', 'ready', 'debtor', 'items', 'ordering', 'done', 'held', 'skipped', 'cancelled'];

const counted: Arbitrary<CountedOrders> = record({
  day: constantFrom('2026-11-01', '2026-11-02'),
  currency: constantFrom('EUR', 'SEK'),
  state: constantFrom(...states),
  orders: integer({ min: 0, max: 1_000 }),
  atAmazon: integer({ min: 0, max: 1_000_000 }),
  inExact: integer({ min: 0, max: 1_000_000 }),
});

describe('The proof of completeness', () => {
  it('puts every order of a day into exactly one column', () => {
    assert(
      property(array(counted), (rows) => {
        const days = daysOfOrders(rows);
        for (const day of days)
          expect(day.inExact + day.skipped + day.cancelled + day.held + day.underWay).toBe(day.orders);
        expect(days.reduce((sum, { orders }) => sum + orders, 0)).toBe(
          rows.reduce((sum, { orders }) => sum + orders, 0),
        );
      }),
    );
  });

  it('compares the totals of what is in Exact with what Amazon says of the same orders', () => {
    const at = { day: '2026-11-01', currency: 'EUR' };
    expect(
      daysOfOrders([
        { ...at, state: 'done', orders: 2, atAmazon: 3_000, inExact: 2_990 },
        { ...at, state: 'held', orders: 1, atAmazon: 500, inExact: 0 },
      ]),
    ).toEqual([
      expect.objectContaining({ orders: 3, totalAtAmazon: 3_500, bookedAtAmazon: 3_000, bookedInExact: 2_990 }),
    ]);
  });
});

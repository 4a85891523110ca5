import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { estimateFrom, sampleWindows, type Sample, type Span } from './backfill-estimate.js';

const DAY = 86_400_000;

/** What Amazon's first pages show of orders that were created at these moments. */
const look = (created: readonly number[], whole: Span): Sample[] =>
  sampleWindows(whole).map((window) => {
    const inside = created.filter((at) => at >= window.from && at < window.until).toSorted((a, b) => a - b);
    return { window, created: inside.slice(0, 100), hasMore: inside.length > 100 };
  });

const evenly = (count: number, { from, until }: Span): number[] =>
  Array.from({ length: count }, (_, index) => from + Math.floor(((until - from) * index) / count));

describe('How many orders a backfill reads', () => {
  it('is counted where the whole fits on a page', () => {
    const whole = { from: 0, until: 2 * DAY };
    expect(estimateFrom(whole, look(evenly(73, whole), whole))).toEqual({ orders: 73, isExact: true });
  });

  it('is reckoned from three days at most, and is near for a steady seller, small or large', () => {
    assert(
      property(integer({ min: 40, max: 60_000 }), integer({ min: 4, max: 700 }), (count, days) => {
        const whole = { from: 0, until: days * DAY };
        const { orders, isExact } = estimateFrom(whole, look(evenly(count, whole), whole));
        expect(isExact).toBe(false);
        expect(Math.abs(orders - count)).toBeLessThanOrEqual(Math.max(count * 0.15, days));
      }),
      { numRuns: 60 },
    );
  });

  it('is none where there is none, and never less than was seen', () => {
    const whole = { from: 0, until: 30 * DAY };
    expect(estimateFrom(whole, look([], whole))).toEqual({ orders: 0, isExact: false });
    const burst = evenly(90, { from: 0, until: 1_000 });
    expect(
      estimateFrom({ from: 0, until: 4 * DAY }, look(burst, { from: 0, until: 4 * DAY })).orders,
    ).toBeGreaterThanOrEqual(90);
  });

  it('takes a full page for the time that it covers, even when all its orders came at one moment', () => {
    const whole = { from: 0, until: DAY };
    const { orders } = estimateFrom(whole, [
      { window: whole, created: Array.from({ length: 100 }, () => 5), hasMore: true },
    ]);
    expect(Number.isFinite(orders)).toBe(true);
    expect(orders).toBeGreaterThanOrEqual(100);
  });
});

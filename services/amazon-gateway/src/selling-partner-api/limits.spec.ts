import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, double, property, tuple } from 'fast-check';
import { limits, usableBurst, type Operation } from './limits.js';

const operations = Object.keys(limits) as Operation[];

describe('The usable burst', () => {
  it('keeps one of 20 searches of orders back, and three of five searches of listings', () => {
    expect(usableBurst('searchOrders')).toBe(19);
    expect(usableBurst('searchListingsItems')).toBe(2);
    expect(operations.every((name) => usableBurst(name) >= 1)).toBe(true);
  });

  it('never empties Amazon’s bucket, as long as the ways of the calls differ by at most half a second', () => {
    const call = tuple(double({ min: 0, max: 3, noNaN: true }), double({ min: 0, max: 0.499, noNaN: true }));
    assert(
      property(constantFrom(...operations), array(call, { maxLength: 120 }), (operation, calls) => {
        const { rate, burst } = limits[operation];
        let [sent, free] = [0, 0];
        const arrivals = calls.map(([pause, delay]) => {
          const earliest = free - (usableBurst(operation) - 1) / rate;
          sent = Math.max(sent + pause, earliest);
          free = Math.max(free, sent) + 1 / rate;
          return sent + delay;
        });
        let [tokens, at] = [burst, 0];
        for (const arrival of arrivals.toSorted((a, b) => a - b)) {
          tokens = Math.min(burst, tokens + (arrival - at) * rate);
          at = arrival;
          expect(tokens).toBeGreaterThanOrEqual(1 - 1e-9);
          tokens -= 1;
        }
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { datesBefore, halves } from './order-dates.js';

describe('The order dates that the proof of completeness reads', () => {
  it('reach back so many days and contain the day that has begun in the east', () => {
    expect(datesBefore(new Date('2026-11-26T23:30:00Z'), 8)).toEqual({ from: '2026-11-18', to: '2026-11-27' });
  });

  it('fall into halves that hold every day once; a single day has none', () => {
    expect(halves({ from: '2026-11-18', to: '2026-11-18' })).toEqual([]);
    expect(halves({ from: '2026-11-30', to: '2026-12-01' })).toEqual([
      { from: '2026-11-30', to: '2026-11-30' },
      { from: '2026-12-01', to: '2026-12-01' },
    ]);
    assert(
      property(integer({ min: 1, max: 400 }), (days) => {
        const dates = datesBefore(new Date('2026-11-26T00:00:00Z'), days);
        const [first, second] = halves(dates);
        expect([first!.from, second!.to]).toEqual([dates.from, dates.to]);
        expect(Date.parse(second!.from) - Date.parse(first!.to)).toBe(86_400_000);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { minutesBetweenRuns } from './stock-pace.js';

describe('The pace of the stock runs (manual chapter 7)', () => {
  it.each([
    ['a shop of 200 items in two warehouses', 400, 60],
    ['10,000 items in two warehouses', 20_000, 60],
    ['60,000 rows', 60_000, 173],
    ['half a million rows', 500_000, 1_440],
  ])('S3: %s is read every hour, or slower where the number of items needs it', (_, rows, minutes) => {
    expect(minutesBetweenRuns(60, rows)).toBe(minutes);
  });

  it('S3: the interval is a setting: a longer one stays', () => {
    expect(minutesBetweenRuns(240, 60_000)).toBe(240);
    expect(minutesBetweenRuns(5, 1_000)).toBe(5);
  });

  it('S3: never quicker than the setting, never quicker for more rows, and a day of whole readings is within 500 calls', () => {
    const minutes = integer({ min: 1, max: 1_440 });
    const rows = integer({ min: 0, max: 5_000_000 });
    assert(
      property(minutes, rows, rows, (setting, some, others) => {
        const [few, many] = [Math.min(some, others), Math.max(some, others)];
        const pace = minutesBetweenRuns(setting, many);
        expect(pace).toBeGreaterThanOrEqual(setting);
        expect(pace).toBeGreaterThanOrEqual(minutesBetweenRuns(setting, few));
        if (pace > setting) expect(1_440 * Math.ceil(many / 1_000)).toBeLessThanOrEqual(500 * pace);
      }),
    );
  });
});

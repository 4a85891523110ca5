import { describe, expect, it } from '@jest/globals';
import { secondsUntilNight } from './night.js';

describe('The next night', () => {
  it.each([
    ['2026-11-23T10:00:00.000Z', 15 * 3_600],
    ['2026-11-23T00:00:00.000Z', 3_600],
    ['2026-11-23T00:30:00.000Z', 24.5 * 3_600],
    ['2026-11-23T01:00:00.000Z', 24 * 3_600],
  ])('begins at 01:00 UTC, at least an hour from %s', (now, seconds) => {
    expect(secondsUntilNight(new Date(now))).toBe(seconds);
  });
});

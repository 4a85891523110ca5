import { describe, expect, it } from '@jest/globals';
import { readDate, wallClock } from './wall-clock.js';

const shown = (instant: string): string => new Date(wallClock(Date.parse(instant))).toISOString();

describe('The wall clock of the Netherlands (exact-online 4)', () => {
  it.each([
    ['2026-01-15T12:00:00Z', '2026-01-15T13:00:00.000Z'],
    ['2026-07-15T12:00:00Z', '2026-07-15T14:00:00.000Z'],
    ['2026-03-29T00:59:59Z', '2026-03-29T01:59:59.000Z'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00.000Z'],
    ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59.000Z'],
    ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00.000Z'],
  ])('is ahead of UTC by one hour or two: %s', (instant, wall) => {
    expect(shown(instant)).toBe(wall);
  });

  it('agrees with the time zone data of this machine on every day of some years', () => {
    const amsterdam = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Amsterdam',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    for (let instant = Date.UTC(2024, 0, 1, 12); instant < Date.UTC(2029, 0, 1); instant += 86_400_000)
      expect(new Date(wallClock(instant)).toISOString().slice(0, 19)).toBe(amsterdam.format(instant).replace(' ', 'T'));
  });

  it.each(['23-11-2026', '2026-13-01', '2026-11-23 10:00', ''])('knows that "%s" is no date', (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});

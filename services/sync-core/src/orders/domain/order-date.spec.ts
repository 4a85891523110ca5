import { describe, expect, it } from '@jest/globals';
import { assert, date, property } from 'fast-check';
import { dateIn } from './order-date.js';

describe("Dates are those of the division's time zone (O3)", () => {
  it('O3: half past eleven in the evening in London is the next day in Amsterdam', () => {
    expect(dateIn('Europe/Amsterdam', '2026-11-22T23:30:00.000Z')).toBe('2026-11-23');
    expect(dateIn('Europe/London', '2026-11-22T23:30:00.000Z')).toBe('2026-11-22');
  });

  it('O3: summer time counts, and the last night of the year', () => {
    expect(dateIn('Europe/Amsterdam', '2026-06-30T22:00:00.000Z')).toBe('2026-07-01');
    expect(dateIn('Europe/Amsterdam', '2026-01-30T22:59:59.999Z')).toBe('2026-01-30');
    expect(dateIn('Europe/Amsterdam', '2026-12-31T23:00:00.000Z')).toBe('2027-01-01');
  });

  it('O3: in UTC it is the date of the moment, zeros included', () => {
    const moment = date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    assert(
      property(moment, (at) => {
        expect(dateIn('UTC', at.toISOString())).toBe(at.toISOString().slice(0, 10));
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { CLIENT_SECRET_DAYS, CONSENT_DAYS, daysLeft, expiresAt, warningStep } from './expiry.js';

const SINCE = new Date('2026-01-01T12:00:00.000Z');
const after = (days: number): Date => new Date(SINCE.getTime() + days * 86_400_000);

describe('What ends at Amazon on a known day', () => {
  it('is a consent after 365 days and a client secret after 180', () => {
    expect(expiresAt(SINCE, CONSENT_DAYS)).toEqual(after(365));
    expect(expiresAt(SINCE, CLIENT_SECRET_DAYS)).toEqual(after(180));
  });

  it.each([
    [100, undefined],
    [304.9, undefined],
    [305, 60],
    [330, 60],
    [335, 30],
    [358, 7],
    [364.99, 7],
    [365, 0],
    [400, 0],
  ])('is told at 60, 30 and 7 days and at the end: after %d days the step is %p', (days, step) => {
    expect(warningStep(expiresAt(SINCE, CONSENT_DAYS), after(days))).toBe(step);
  });

  it('has days left, a part of one counted as one, and none or fewer when it is over', () => {
    const end = after(365);
    expect([daysLeft(end, after(305)), daysLeft(end, after(305.5)), daysLeft(end, after(366.5))]).toEqual([60, 60, -1]);
  });
});

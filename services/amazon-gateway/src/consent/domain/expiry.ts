const DAY_MS = 86_400_000;

/** A seller's consent to a public application is renewed each year (amazon-sp-api 1). */
export const CONSENT_DAYS = 365;

/** The LWA client secret (amazon-sp-api 1). */
export const CLIENT_SECRET_DAYS = 180;

/** Days before the end at which it is told; 0 is the end itself. */
export const WARNED_AT_DAYS: readonly number[] = [60, 30, 7, 0];

export function expiresAt(since: Date, days: number): Date {
  return new Date(since.getTime() + days * DAY_MS);
}

/** Days until then, a part of one counted as one; 0 or less when it is over. */
export function daysLeft(end: Date, now: Date): number {
  return Math.ceil((end.getTime() - now.getTime()) / DAY_MS) || 0;
}

/** The step of the warnings that is reached, undefined while there is time. Each step is told once. */
export function warningStep(end: Date, now: Date): number | undefined {
  const left = (end.getTime() - now.getTime()) / DAY_MS;
  return WARNED_AT_DAYS.findLast((days) => left <= days);
}

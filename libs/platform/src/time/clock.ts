/**
 * The time of the business: dates, due work, quota windows, token age. Tests and a sped-up demo may shift it.
 * Leases, deadlines, look-ups and message ids use the real clock instead and are never shifted.
 * In SQL the same time is `app_now()`.
 */
export interface Clock {
  now(): Date;
}

/** Nest's injection token of the {@link Clock}. */
export const CLOCK = Symbol('Clock');

/** The real time. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that started at another moment and runs at another speed, as in the demo. */
export function shiftedClock(start: { real: Date; shown: Date; speed: number }): Clock {
  return {
    now: () => new Date(start.shown.getTime() + (Date.now() - start.real.getTime()) * start.speed),
  };
}

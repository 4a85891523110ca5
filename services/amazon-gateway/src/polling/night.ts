/** 01:00 UTC: night in every store of Europe. */
const NIGHT_HOUR_UTC = 1;

/** Seconds until the next night, at least an hour. */
export function secondsUntilNight(now: Date): number {
  const night = new Date(now);
  night.setUTCHours(NIGHT_HOUR_UTC, 0, 0, 0);
  while (night.getTime() - now.getTime() < 3_600_000) night.setUTCDate(night.getUTCDate() + 1);
  return (night.getTime() - now.getTime()) / 1_000;
}

const ACTIVE_MS = 10 * 60_000;
const QUIET_MS = 2 * 3_600_000;

/**
 * Amazon allows one order search in 179 seconds on average. Polls take two of three at most, unless an installation says so: what
 * is left is all that the control run and a backfill have, which leave a part of the burst to the polls (amazon-sp-api 5.3, point 5).
 */
const SOONEST_SECONDS = 270;

/**
 * Seconds until orders are looked for again: sooner while they come, later when none has come for two hours. Where Amazon tells
 * of changes by itself the polls are a safety net, and go at the slow pace.
 */
export function pollInterval(
  usualSeconds: number,
  { now, activeAt, isTold }: { readonly now: Date; readonly activeAt: Date | null; readonly isTold: boolean },
): number {
  const since = activeAt === null ? Number.POSITIVE_INFINITY : now.getTime() - activeAt.getTime();
  if (isTold || since > QUIET_MS) return usualSeconds * 2;
  return since > ACTIVE_MS ? usualSeconds : Math.max(Math.min(usualSeconds, SOONEST_SECONDS), usualSeconds * 0.6);
}

const ACTIVE_MS = 10 * 60_000;
const QUIET_MS = 2 * 3_600_000;

/** Amazon allows one order search in 179 seconds on average; faster is never asked for, unless an installation says so. */
const SOONEST_SECONDS = 180;

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

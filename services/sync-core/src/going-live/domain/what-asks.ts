/** Why a connection asks before it writes (domain V4). */
export type GoingLiveReason = 'division_changed' | 'dry_run_ends' | 'test_ends';

/** A connection that is about to write where it has not written before, until a person confirms it. */
export interface GoingLive {
  readonly why: GoingLiveReason;
  /** ISO time of the change that asks */
  readonly since: string;
  /** the division that it leaves */
  readonly fromDivision?: number;
}

/** A going live that a person confirmed. */
export interface WentLive extends GoingLive {
  readonly confirmedBy: string;
  readonly confirmedAt: string;
  readonly importOrdersFrom: string;
}

/** What of a connection decides whether its writes reach a live administration and Amazon. */
export interface Liveness {
  /** 0: none is chosen yet */
  readonly division: number;
  readonly dryRun: boolean;
  readonly isTestDivision: boolean;
}

/**
 * What a change of a connection asks of a person before anything is written. A connection that writes nothing asks nothing: it
 * asks when its dry run ends; another division asks in every case, because its orders start anew there.
 */
export function whatAsks(
  asked: GoingLive | undefined,
  before: Liveness,
  after: Liveness,
  now: Date,
): GoingLive | undefined {
  const since = now.toISOString();
  if (before.division !== 0 && before.division !== after.division)
    return { why: 'division_changed', since, fromDivision: before.division };
  if (asked?.why === 'division_changed') return asked;
  if (before.dryRun && !after.dryRun) return { why: 'dry_run_ends', since };
  if (before.isTestDivision && !after.isTestDivision && !after.dryRun) return { why: 'test_ends', since };
  // what was to begin does not begin
  if (after.dryRun || (asked?.why === 'test_ends' && after.isTestDivision)) return undefined;
  return asked;
}

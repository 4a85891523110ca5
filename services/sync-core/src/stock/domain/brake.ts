/** When a run must wait for a person (domain S7). */
export interface BrakeSettings {
  /** SKUs that must go down to 0 at least */
  readonly skus: number;
  /** share of the SKUs that stood above 0, in percent, that must be exceeded */
  readonly percent: number;
}

export const defaultBrake: BrakeSettings = { skus: 10, percent: 30 };

/** What a connection's offers are about to do within one interval. */
export interface StockMovement {
  /** a person has seen the first run and let it write */
  readonly firstRunApproved: boolean;
  /** SKUs taken to 0 since the interval began, those that would go now included */
  readonly emptied: number;
  /** SKUs that stood above 0 when the interval began */
  readonly sellableAtStart: number;
}

/** Why nothing is written until a person says so. */
export type WaitsFor = 'first-run' | 'brake';

/** Counted over the interval, so that single changes do not slip beneath it one SKU at a time. Undefined: write. */
export function waitsFor(movement: StockMovement, brake: BrakeSettings): WaitsFor | undefined {
  if (!movement.firstRunApproved) return 'first-run';
  const { emptied, sellableAtStart } = movement;
  return emptied >= brake.skus && emptied * 100 > brake.percent * sellableAtStart ? 'brake' : undefined;
}

import type { Boundary } from '@connector/platform';

/** What a process tells (die-at-boundary.ts) of the boundaries that it passes or dies at. */
export interface Told {
  readonly passed?: Boundary;
  readonly diesAt?: Boundary;
}

/** What the processes of a run have told, added up. */
export class ToldByProcesses {
  private readonly deaths = new Map<string, number>();
  private requested = 0;
  private stored = 0;

  hear(name: string, { passed, diesAt }: Told): void {
    if (diesAt !== undefined) this.deaths.set(keyOf(name, diesAt), this.deathsAt(diesAt, [name]) + 1);
    if (passed === 'exact.token-requested') this.requested += 1;
    if (passed === 'exact.token-stored') this.stored += 1;
  }

  /** How often one of these processes died at the boundary. */
  deathsAt(boundary: Boundary, names: readonly string[]): number {
    return names.reduce((sum, name) => sum + (this.deaths.get(keyOf(name, boundary)) ?? 0), 0);
  }

  /**
   * Refreshes of a token of Exact's whose answer was never stored, because the process died or the answer did not come: each may
   * cost a new consent. A refresh that Exact refused is none: what it said was stored.
   */
  get refreshesBrokenOff(): number {
    return this.requested - this.stored;
  }
}

const keyOf = (name: string, boundary: Boundary): string => `${name} ${boundary}`;

import type { CallClass } from './limiter.js';

/** Whose administration is called, and for what. */
export interface ExactAccess {
  readonly division: number;
  readonly site: string;
  readonly chainId: string;
  readonly callClass: CallClass;
  /** a creation is sent only if it will have ended by then: the lease of its attempt, real time in milliseconds */
  readonly leasedUntil?: number;
}

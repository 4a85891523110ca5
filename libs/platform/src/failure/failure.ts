import { isLostConnection } from './lost-connection.js';

/**
 * The classes of failure. Each has exactly one way of handling (docs/architecture.md, Failure):
 *
 * - `transient`: time-outs, 5xx, a neighbour away. Tried again later, a bounded number of times.
 * - `quota`: a platform's limit is used up. Waits until a given time; costs no attempt.
 * - `credentials`: consent is gone, a role is missing. The connection is paused; its work waits.
 * - `master-data`: something the installation refers to is missing or closed at the platform. The work is held.
 * - `business`: a rule says that a person must look. That one piece of work is held.
 * - `bug`: what should not happen. Tried a few times with growing delay, then parked.
 */
export type FailureClass = 'transient' | 'quota' | 'credentials' | 'master-data' | 'business' | 'bug';

/** A failure whose class is known where it was thrown. Its message never holds buyers' data or secrets, unless it quotes a platform. */
export class Failure extends Error {
  override readonly name: string = 'Failure';

  constructor(
    readonly failureClass: FailureClass,
    /** a code of the reason catalogue, snake_case, stable */
    readonly reasonCode: string,
    message: string,
    options?: FailureOptions,
  ) {
    super(message, options);
    this.quotesPlatform = options?.quotesPlatform ?? false;
  }

  /** The message is what a platform wrote: it may repeat what it was sent, buyers' data too, so no log shows it. */
  readonly quotesPlatform: boolean;
}

export interface FailureOptions extends ErrorOptions {
  readonly quotesPlatform?: boolean;
}

/** Passing trouble: the same call may well succeed later. */
export class TransientFailure extends Failure {
  override readonly name = 'TransientFailure';

  constructor(reasonCode: string, message: string, options?: ErrorOptions) {
    super('transient', reasonCode, message, options);
  }
}

/** A limit is used up; nothing is wrong. Costs no attempt. */
export class QuotaFailure extends Failure {
  override readonly name = 'QuotaFailure';

  constructor(
    reasonCode: string,
    message: string,
    /** the earliest moment at which trying again makes sense */
    readonly notBefore: Date,
  ) {
    super('quota', reasonCode, message);
  }
}

/** The platform no longer accepts us for this connection: a person must renew the consent or grant a role. */
export class CredentialsFailure extends Failure {
  override readonly name = 'CredentialsFailure';

  constructor(reasonCode: string, message: string, options?: FailureOptions) {
    super('credentials', reasonCode, message, options);
  }
}

/** A message that breaks its contract, or one that can never be handled: parked at once. */
export class ContractBroken extends Failure {
  override readonly name = 'ContractBroken';

  constructor(reasonCode: string, message: string, options?: ErrorOptions) {
    super('bug', reasonCode, message, options);
  }
}

/** The class of anything that was thrown; what nobody classed is a bug, unless a neighbour was away. */
export function failureClassOf(thrown: unknown): FailureClass {
  if (thrown instanceof Failure) return thrown.failureClass;
  return isLostConnection(thrown) ? 'transient' : 'bug';
}

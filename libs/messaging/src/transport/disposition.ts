import { ContractBroken, failureClassOf } from '@connector/platform';

/** What becomes of a message whose handler failed. */
export type Disposition =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly attempt: number }
  | { readonly kind: 'park'; readonly reasonCode: string };

/** Why a message is parked whose type no version has come to know in time. */
export const UNKNOWN_TYPE = 'unknown_type';

/** How long a type that this version does not know may wait for a pod that does (rolling update). */
const UNKNOWN_TYPE_HOURS = 24;

/**
 * The fate of a message after a failure (docs/architecture.md, Failure). Attempts grow through the delays, the last one
 * repeating, up to five in all after the first; a broken contract is parked at once.
 */
export function dispositionAfter(thrown: unknown, attempt: number, delaysMs: readonly number[]): Disposition {
  if (thrown instanceof ContractBroken) return { kind: 'park', reasonCode: thrown.reasonCode };
  const growing = growingDelays(delaysMs);
  const delayMs = growing[attempt - 1];
  if (delayMs === undefined)
    return { kind: 'park', reasonCode: `${failureClassOf(thrown).replaceAll('-', '_')}_attempts_exhausted` };
  return { kind: 'retry', delayMs, attempt: attempt + 1 };
}

/** A type that this version does not know waits for a pod that does, and is parked when it is a day old. */
export function dispositionOfUnknownType(
  occurredAt: Date,
  attempt: number,
  delaysMs: readonly number[],
  now = Date.now(),
): Disposition {
  if (now - occurredAt.getTime() > UNKNOWN_TYPE_HOURS * 3_600_000) return { kind: 'park', reasonCode: UNKNOWN_TYPE };
  return { kind: 'retry', delayMs: delaysMs[1] ?? delaysMs.at(-1) ?? 120_000, attempt };
}

/** 30 s, 2 min, 10 min becomes 30 s, 2 min, 10 min, 10 min, 10 min. */
function growingDelays(delaysMs: readonly number[]): number[] {
  const last = delaysMs.at(-1);
  return last === undefined ? [] : [...delaysMs, last, last].slice(0, 5);
}

/** Commands of one division that may be on their way to Exact at once; more gain nothing, because Exact takes one call at a time. */
const EXACT_SLOTS = 2;

/** Commands of one connection that may be on their way to Amazon at once. */
const AMAZON_SLOTS = 5;

/** The name of what is limited together at Exact: the division, whichever connections share it. */
export function exactWindow(division: number): string {
  return `exact:${division}`;
}

/** The name of what is limited together at Amazon: the connection. */
export function amazonWindow(connectionId: string): string {
  return `amazon:${connectionId}`;
}

export function slotsOf(window: string): number {
  return window.startsWith('exact:') ? EXACT_SLOTS : AMAZON_SLOTS;
}

/**
 * Doubts that may be open in a window beside its slots. A lost answer is settled minutes later; were it to keep its slot, two of
 * them would stop a whole division. More than so many, and the platform is not well: then they take slots (decision 0006).
 */
export const DOUBTS_BESIDE_SLOTS = 8;

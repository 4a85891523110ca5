export const ORDERS_A_CALL = 100;

const DAY_MS = 86_400_000;

/** Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What the first page over a window showed. */
export interface Sample {
  readonly window: Span;
  /** when each order on the page was created */
  readonly created: readonly number[];
  /** there are more orders in the window than on its first page */
  readonly hasMore: boolean;
}

/** Which windows are looked at: the whole when it is short, else a day at its beginning, in its middle and at its end. */
export function sampleWindows({ from, until }: Span): Span[] {
  if (until - from <= 3 * DAY_MS) return [{ from, until }];
  const middle = (from + until - DAY_MS) / 2;
  return [from, middle, until - DAY_MS].map((start) => ({
    from: Math.floor(start),
    until: Math.floor(start) + DAY_MS,
  }));
}

/**
 * How many orders the whole has. Exact when the whole fits on a page; else the mean rate of the samples. A full page stands
 * for the time between its first and its last order, not for its window.
 */
export function estimateFrom(whole: Span, samples: readonly Sample[]): { orders: number; isExact: boolean } {
  const seen = samples.reduce((sum, { created }) => sum + created.length, 0);
  const [only] = samples;
  const isWhole = samples.length === 1 && only!.window.from === whole.from && only!.window.until === whole.until;
  if (isWhole && !only!.hasMore) return { orders: seen, isExact: true };
  const rates = samples.map(rateOf);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return { orders: Math.max(seen, Math.round(mean * (whole.until - whole.from))), isExact: false };
}

function rateOf({ window, created, hasMore }: Sample): number {
  const length = window.until - window.from;
  const span = hasMore && created.length > 1 ? Math.max(...created) - Math.min(...created) : length;
  return created.length / Math.max(1, Math.min(span, length));
}

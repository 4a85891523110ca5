import { until as untilWithin } from '@connector/demo';

/** Waits until there is an answer. The limit is for what hangs: a machine that is busy takes many times as long as a quiet one. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return untilWithin(what, ask, { withinMs: 180_000 });
}

/** Seconds that each connection needed for its orders, by connection. */
export type Finish = ReadonlyMap<string, number>;

/** How the small connections fare beside a large one, against alone. */
export interface Fairness {
  /** seconds until the last of them was finished */
  readonly aloneSeconds: number;
  readonly besideSeconds: number;
  /** beside ÷ alone until the last was finished: what the floor speaks of */
  readonly ratio: number;
  /** the same for the connection in the middle */
  readonly medianRatio: number;
  /** the connection that lost most */
  readonly worstRatio: number;
}

/** A connection with half of all orders may make the others no slower than this. */
export const FAIRNESS_CEILING = 1.2;

/** @throws Error when a connection is not in both */
export function fairnessOf(alone: Finish, beside: Finish): Fairness {
  const ratios = [...alone]
    .map(([id, seconds]) => {
      const then = beside.get(id);
      if (then === undefined) throw new Error(`The connection ${id} was measured alone and not beside the large one`);
      return then / seconds;
    })
    .sort((a, b) => a - b);
  const aloneSeconds = Math.max(...alone.values());
  const besideSeconds = Math.max(...beside.values());
  return {
    aloneSeconds: tenth(aloneSeconds),
    besideSeconds: tenth(besideSeconds),
    ratio: hundredth(besideSeconds / aloneSeconds),
    medianRatio: hundredth(ratios[Math.floor(ratios.length / 2)]!),
    worstRatio: hundredth(ratios.at(-1)!),
  };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

const hundredth = (value: number): number => Math.round(value * 100) / 100;

/** What was measured of one step, over all rounds. */
export interface StepFigures {
  /** median of the rounds */
  readonly messagesPerSecond: number;
  readonly rounds: readonly number[];
  /** milliseconds from publication to the arrival of what follows, at the even pace: median of the rounds */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Round {
  readonly messagesPerSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Medians over the rounds, so that one disturbed round does not decide. */
export function figuresOf(rounds: readonly Round[]): StepFigures {
  const throughputs = rounds.map(({ messagesPerSecond }) => Math.round(messagesPerSecond));
  return {
    messagesPerSecond: quantile(throughputs, 0.5),
    rounds: throughputs,
    p50Ms: tenth(
      quantile(
        rounds.map(({ latenciesMs }) => quantile(latenciesMs, 0.5)),
        0.5,
      ),
    ),
    p99Ms: tenth(
      quantile(
        rounds.map(({ latenciesMs }) => quantile(latenciesMs, 0.99)),
        0.5,
      ),
    ),
  };
}

/** How the second step compares with the first. */
export interface Comparison {
  /** throughput as a share of the first step's */
  readonly throughputRatio: number;
  /** p99 as a multiple of the first step's */
  readonly p99Ratio: number;
}

/** Medians of the ratios round by round: the two of a round ran one after the other, under about the same load. */
export function compare(first: readonly Round[], second: readonly Round[]): Comparison {
  const p99 = ({ latenciesMs }: Round): number => quantile(latenciesMs, 0.99);
  const ratio = (value: (round: Round) => number): number =>
    Math.round(
      quantile(
        second.map((round, index) => value(round) / value(first[index]!)),
        0.5,
      ) * 100,
    ) / 100;
  return { throughputRatio: ratio(({ messagesPerSecond }) => messagesPerSecond), p99Ratio: ratio(p99) };
}

/** The smallest value that at least this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

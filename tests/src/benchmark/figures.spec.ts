import { describe, expect, it } from '@jest/globals';
import { compare, figuresOf, quantile } from './figures.js';

describe('the figures of a benchmark', () => {
  it('takes p99 as the value that 99 of 100 do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.99), quantile([7], 0.99)]).toEqual([50, 99, 7]);
  });

  const round = (messagesPerSecond: number, ms: number) => ({ messagesPerSecond, latenciesMs: [ms, ms] });

  it('compares the steps round by round, because the machine is not equally busy in all of them', () => {
    const first = [round(1_000, 5), round(100, 50), round(1_000, 5)];
    const second = [round(800, 6), round(80, 60), round(10, 6)];
    expect(compare(first, second)).toEqual({ throughputRatio: 0.8, p99Ratio: 1.2 });
  });

  it('takes the median of the rounds: one disturbed round does not decide', () => {
    expect(figuresOf([round(1_000, 5), round(90, 500), round(1_100, 6.04)])).toEqual({
      messagesPerSecond: 1_000,
      rounds: [1_000, 90, 1_100],
      p50Ms: 6,
      p99Ms: 6,
    });
  });
});

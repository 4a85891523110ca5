import { describe, expect, it } from '@jest/globals';
import { fairnessOf } from './fairness-figures.js';

describe('The fairness between connections', () => {
  const alone = new Map([
    ['a', 100],
    ['b', 80],
    ['c', 50],
  ]);

  it('is the time until the last is finished, beside a large one against alone', () => {
    const beside = new Map([
      ['a', 110],
      ['b', 88],
      ['c', 60],
    ]);
    expect(fairnessOf(alone, beside)).toEqual({
      aloneSeconds: 100,
      besideSeconds: 110,
      ratio: 1.1,
      medianRatio: 1.1,
      worstRatio: 1.2,
    });
  });

  it('is not said of a connection that was not measured twice', () => {
    expect(() => fairnessOf(alone, new Map([['a', 110]]))).toThrow('The connection b');
  });
});

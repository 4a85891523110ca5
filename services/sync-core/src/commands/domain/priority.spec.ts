import { describe, expect, it } from '@jest/globals';
import { priority } from './priority.js';

describe('Who goes first when calls are scarce', () => {
  it('a person who waits, orders, stock, catalogue, reconciliation, work in bulk', () => {
    const { person, order, stock, catalogue, reconciliation, bulk } = priority;
    const ranks = [person, order, stock, catalogue, reconciliation, bulk];
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
  });
});

import { describe, expect, it } from '@jest/globals';
import { limits } from '../../selling-partner-api/limits.js';
import { pollInterval } from './poll-interval.js';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const after = (activeAt: Date | null, isTold = false, usual = 300): number =>
  pollInterval(usual, { now: NOW, activeAt, isTold });

describe('How soon orders are looked for again', () => {
  it('is sooner while orders come, as usual for two hours, and then half as often', () => {
    expect([after(ago(0)), after(ago(10)), after(ago(11)), after(ago(120)), after(ago(121)), after(null)]).toEqual([
      270, 270, 300, 300, 600, 600,
    ]);
  });

  it('leaves a third of the calls to the control run and to a backfill, however many orders come', () => {
    const { rate } = limits.searchOrders;
    const polls = 1 / after(ago(0));
    expect(polls / rate).toBeLessThanOrEqual(2 / 3);
  });

  it('is never sooner than that, unless the installation asks for it', () => {
    expect(after(ago(0), false, 200)).toBe(200);
    expect(after(ago(0), false, 1_000)).toBe(600);
    expect(after(ago(0), false, 20)).toBe(20);
  });

  it('is the slow pace where Amazon tells of changes by itself', () => {
    expect(after(ago(0), true)).toBe(600);
  });
});

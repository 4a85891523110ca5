import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, record } from 'fast-check';
import { importProgress, type ImportState } from './import-progress.js';

const now = new Date('2026-11-23T09:00:00.000Z');
const minutesFromNow = (eta: Date | null): number => (eta!.getTime() - now.getTime()) / 60_000;
const state = (more: Partial<ImportState>): ImportState => ({
  total: 1_000,
  done: 0,
  held: 0,
  wanted: 1_000,
  leftInWindow: 0,
  pace: { items: 50, perMinutes: 10 },
  now,
  ...more,
});

describe('How far the import of the catalogue is (I7)', () => {
  it('I7: 1,000 items at 50 per 10 minutes take 190 minutes: the first fifty leave at once', () => {
    expect(importProgress(state({}))).toEqual({
      total: 1_000,
      done: 0,
      held: 0,
      left: 1_000,
      eta: new Date('2026-11-23T12:10:00.000Z'),
    });
  });

  it('I7: what left within the window is not free yet', () => {
    expect(minutesFromNow(importProgress(state({ wanted: 30, leftInWindow: 30 })).eta)).toBe(10);
    expect(minutesFromNow(importProgress(state({ wanted: 20, leftInWindow: 30 })).eta)).toBe(0);
  });

  it('I7: where the budget of the day is used up it goes on with the next', () => {
    const tomorrow = new Date('2026-11-24T00:00:00.000Z');
    const { eta } = importProgress(state({ wanted: 100, leftInWindow: 50, notBefore: tomorrow }));
    expect(eta).toEqual(new Date('2026-11-24T00:10:00.000Z'));
  });

  it('I7: what Exact refused is not waited for; done is done', () => {
    expect(importProgress(state({ total: 10, done: 7, held: 3, wanted: 0 }))).toMatchObject({ left: 0, eta: null });
  });

  it('I7: never sooner than the pace allows, never later than a window more', () => {
    const anything = record({
      wanted: integer({ min: 1, max: 20_000 }),
      leftInWindow: integer({ min: 0, max: 50 }),
      items: integer({ min: 1, max: 500 }),
      perMinutes: integer({ min: 1, max: 60 }),
    });
    assert(
      property(anything, ({ wanted, leftInWindow, items, perMinutes }) => {
        const pace = { items, perMinutes };
        const { eta } = importProgress(state({ total: wanted, wanted, leftInWindow, pace }));
        const windows = minutesFromNow(eta) / perMinutes;
        expect(windows).toBeGreaterThanOrEqual(Math.ceil(wanted / items) - 1);
        expect(windows).toBeLessThanOrEqual(Math.ceil((wanted + leftInWindow) / items));
      }),
    );
  });
});

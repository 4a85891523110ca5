import { describe, expect, it } from '@jest/globals';
import { assert, array, integer, property, record } from 'fast-check';
import { budgetText, dayBudget } from './day-budget.js';

const quiet = { orders: 100, stockIntervals: [60], stockRows: 500, itemsToImport: 0 };

describe('The calls that a day takes at Exact', () => {
  it('V2: adds up orders, stock, daily checks and catalogue, and shows the arithmetic', () => {
    const budget = dayBudget(quiet);
    expect(budget.lines.map(({ calls }) => calls)).toEqual([600, 124, 52, 0]);
    expect(budget).toMatchObject({ calls: 776, limit: 5_000, fits: true, importDays: 0 });
    expect(budgetText(budget, 'en')).toContain('together 776 of the 5000 calls a day');
    expect(budgetText(budget, 'nl')).toContain('samen 776 van de 5000 aanroepen per dag');
  });

  it('V2: more orders than the day can hold do not fit; about 650 do', () => {
    expect(dayBudget({ ...quiet, orders: 650 }).fits).toBe(true);
    expect(dayBudget({ ...quiet, orders: 700 }).fits).toBe(false);
  });

  it('V2: the catalogue takes no more than its share, and says how many days that is', () => {
    const budget = dayBudget({ ...quiet, itemsToImport: 5_000 });
    expect(budget.lines[3]!.calls).toBe(2_224);
    expect(budget).toMatchObject({ fits: true, importDays: 7 });
    expect(dayBudget({ ...quiet, orders: 600, itemsToImport: 1 }).importDays).toBeNull();
  });

  it('V5: connections that share a division share its day', () => {
    const one = dayBudget(quiet).lines[1]!.calls;
    expect(dayBudget({ ...quiet, stockIntervals: [60, 60] }).lines[1]!.calls).toBe(one + 24);
  });

  it('V2: more work never takes fewer calls, and the catalogue never makes a day not fit', () => {
    const work = record({
      orders: integer({ min: 0, max: 2_000 }),
      stockIntervals: array(integer({ min: 1, max: 1_440 }), { minLength: 1, maxLength: 5 }),
      stockRows: integer({ min: 0, max: 1_000_000 }),
      itemsToImport: integer({ min: 0, max: 100_000 }),
    });
    assert(
      property(work, (day) => {
        const { calls, fits } = dayBudget(day);
        const without = dayBudget({ ...day, itemsToImport: 0 });
        expect(dayBudget({ ...day, orders: day.orders + 1, itemsToImport: 0 }).calls).toBeGreaterThan(without.calls);
        expect(calls).toBeGreaterThanOrEqual(without.calls);
        expect(fits).toBe(without.fits);
      }),
    );
  });
});

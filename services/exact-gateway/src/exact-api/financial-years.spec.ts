import { describe, expect, it } from '@jest/globals';
import { assert, integer, property, shuffledSubarray } from 'fast-check';
import { financialYearsOf } from './financial-years.js';

const period = (year: number, month: number): Readonly<Record<string, unknown>> => ({
  FinYear: year,
  StartDate: `/Date(${Date.UTC(year, month - 1, 1)})/`,
  EndDate: `/Date(${Date.UTC(year, month, 0)})/`,
});

describe('C1: the financial years of a division', () => {
  it('reach from the first to the last day of their periods, in whatever order Exact lists these', () => {
    const months = Array.from({ length: 12 }, (_, index) => index + 1);
    assert(
      property(integer({ min: 2000, max: 2100 }), shuffledSubarray(months, { minLength: 12 }), (year, order) => {
        const periods = order.flatMap((month) => [period(year + 1, month), period(year, month)]);
        expect(financialYearsOf(periods)).toEqual([
          { year, startDate: `${year}-01-01`, endDate: `${year}-12-31` },
          { year: year + 1, startDate: `${year + 1}-01-01`, endDate: `${year + 1}-12-31` },
        ]);
      }),
    );
  });

  it('leave out a period without dates', () => {
    expect(financialYearsOf([{ FinYear: 2026 }])).toEqual([]);
  });
});

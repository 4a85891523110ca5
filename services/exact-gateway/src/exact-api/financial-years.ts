import type { ExactFinancialYearV1 } from '@connector/contracts';
import { optionalDate, type ExactRecord } from './odata.js';

/** The years that the periods of `financial/FinancialPeriods` make up (exact-online 14), oldest first. */
export function financialYearsOf(periods: readonly ExactRecord[]): ExactFinancialYearV1[] {
  const years = new Map<number, ExactFinancialYearV1>();
  for (const period of periods) {
    const year = Number(period['FinYear']);
    const startDate = optionalDate(period, 'StartDate');
    const endDate = optionalDate(period, 'EndDate');
    if (startDate === undefined || endDate === undefined) continue;
    const known = years.get(year) ?? { year, startDate, endDate };
    years.set(year, {
      year,
      startDate: startDate < known.startDate ? startDate : known.startDate,
      endDate: endDate > known.endDate ? endDate : known.endDate,
    });
  }
  return [...years.values()].sort((a, b) => a.year - b.year);
}

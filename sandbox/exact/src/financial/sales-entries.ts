import { empty, type Writer } from '../odata/checked-fields.js';
import type { Division, Row } from '../divisions/division.js';
import { businessError, ExactError } from '../odata/exact-error.js';
import { dayOf } from '../divisions/wall-clock.js';

/**
 * Books a sales entry, as far as its period goes: the financial year must exist and the month must be open. Sales orders
 * need neither (exact-online 14).
 */
export function createSalesEntry(division: Division, row: Row, writer: Writer): Row {
  const lines = row['SalesEntryLines'];
  if (!Array.isArray(lines) || lines.length === 0) throw businessError(writer.language, 'mandatory', 'SalesEntryLines');
  const date = new Date(Number(row['EntryDate'] ?? dayOf(writer.now)));
  const period = periodOf(division, date.getUTCFullYear(), date.getUTCMonth() + 1);
  if (period === undefined) throw businessError(writer.language, 'badReference', 'ReportingYear');
  if (period['closed'] === true) {
    const month = `${date.getUTCFullYear()}-${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
    throw businessError(writer.language, 'periodClosed', month);
  }
  const id = String(row['EntryID'] ?? division.guid());
  return division.put('SalesEntries', id, {
    ...row,
    EntryID: id,
    EntryDate: date.getTime(),
    Created: writer.now,
    Modified: writer.now,
  });
}

/** Makes the twelve periods of a financial year. */
export function openYear(division: Division, year: number): number {
  if (!Number.isInteger(year)) throw new Error('year: a whole number');
  for (let month = 1; month <= 12; month++) {
    const id = division.guid();
    division.put('FinancialPeriods', id, {
      ID: id,
      FinYear: year,
      FinPeriod: month,
      StartDate: Date.UTC(year, month - 1, 1),
      EndDate: Date.UTC(year, month, 0),
      closed: false,
    });
  }
  return 12;
}

/** A person closes a month, or with no month the whole year. */
export function closePeriods(division: Division, closing: { year: number; month?: number }): { closed: number } {
  const found = [...division.table('FinancialPeriods').values()].filter(
    ({ FinYear, FinPeriod }) => FinYear === closing.year && (empty(closing.month) || FinPeriod === closing.month),
  );
  if (found.length === 0) throw new ExactError(400, `no financial year ${closing.year}`);
  for (const period of found) period['closed'] = true;
  return { closed: found.length };
}

function periodOf(division: Division, year: number, month: number): Row | undefined {
  return [...division.table('FinancialPeriods').values()].find(
    ({ FinYear, FinPeriod }) => FinYear === year && FinPeriod === month,
  );
}

import { optionalDate, type ExactRecord } from './odata.js';

/** Exact's dates are those of the Netherlands, wherever this runs. */
const DUTCH_DATE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });

/** The date in Exact at a moment, YYYY-MM-DD. */
export function dateInExact(now: Date): string {
  return DUTCH_DATE.format(now);
}

/** The general price from one piece on that is in force on that date (exact-online 8), out of an item's price records. */
export function runningPrice(
  records: readonly ExactRecord[],
  currency: string,
  today: string,
): ExactRecord | undefined {
  return records.find(
    (record) =>
      record['Currency'] === currency &&
      (record['Account'] ?? null) === null &&
      Number(record['Quantity']) <= 1 &&
      (optionalDate(record, 'StartDate') ?? today) <= today &&
      (optionalDate(record, 'EndDate') ?? today) >= today,
  );
}

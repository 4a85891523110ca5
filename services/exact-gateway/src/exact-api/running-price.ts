import { optionalDate, optionalText, type ExactRecord } from './odata.js';

/** Exact's dates are those of the Netherlands, wherever this runs. */
const DUTCH_DATE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });

/** The date in Exact at a moment, YYYY-MM-DD. */
export function dateInExact(now: Date): string {
  return DUTCH_DATE.format(now);
}

/**
 * The general price from one piece on that is in force on that date (exact-online 8), out of an item's price records: of several
 * the one that began last, and none for another unit than the item's own, which is the price of a box.
 */
export function runningPrice(
  records: readonly ExactRecord[],
  currency: string,
  today: string,
): ExactRecord | undefined {
  const inForce = records.filter(
    (record) =>
      record['Currency'] === currency &&
      (record['Account'] ?? null) === null &&
      Number(record['Quantity']) <= 1 &&
      inOwnUnit(record) &&
      (optionalDate(record, 'StartDate') ?? today) <= today &&
      (optionalDate(record, 'EndDate') ?? today) >= today,
  );
  const began = (record: ExactRecord): string => optionalDate(record, 'StartDate') ?? '';
  return inForce.toSorted((a, b) => began(b).localeCompare(began(a)))[0];
}

function inOwnUnit(record: ExactRecord): boolean {
  const own = optionalText(record, 'DefaultItemUnit');
  return own === undefined || (optionalText(record, 'Unit') ?? own) === own;
}

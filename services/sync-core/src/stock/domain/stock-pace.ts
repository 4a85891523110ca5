/** Rows of the stock feed that one call gives (exact-online 5). */
const ROWS_A_CALL = 1_000;
/** Of the 5,000 calls that a division has a day, those that whole readings of its stock may take: orders need the others. */
const CALLS_A_DAY = 500;
const MINUTES_A_DAY = 1_440;

/**
 * Minutes between two stock runs (manual chapter 7: once an hour, depending on the number of items; domain S3). A run reads only
 * what changed, but a count or a price list may change everything: also then all runs of a day stay within their share of the
 * calls. Up to 20,000 rows that is every hour; it is never quicker than the setting.
 *
 * @param intervalMinutes the setting
 * @param rows rows that the division's stock has: items times warehouses
 */
export function minutesBetweenRuns(intervalMinutes: number, rows: number): number {
  const calls = Math.ceil(rows / ROWS_A_CALL);
  return Math.max(intervalMinutes, Math.ceil((MINUTES_A_DAY * calls) / CALLS_A_DAY));
}

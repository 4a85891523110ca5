const HOUR = 3_600_000;

/** Seconds that Dutch time is ahead of UTC at this moment: 7,200 from the last Sunday of March to the last of October. */
export function offsetSeconds(instant: number): number {
  const year = new Date(instant).getUTCFullYear();
  return instant >= lastSunday(year, 2) && instant < lastSunday(year, 9) ? 7_200 : 3_600;
}

/** The wall clock of the Netherlands as whole milliseconds written as if UTC: Exact's dates have no zone (exact-online 4). */
export function wallClock(instant: number): number {
  return Math.floor(instant) + offsetSeconds(instant) * 1_000;
}

/** Midnight of the day that a wall clock shows. */
export function dayOf(wall: number): number {
  return Math.floor(wall / (24 * HOUR)) * 24 * HOUR;
}

/** A date as a body gives it: without a zone it is the wall clock; with one it is shifted to it. Undefined: no date. */
export function readDate(text: string): number | undefined {
  const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (date === null) return undefined;
  const [, time, zone] = date;
  const read = Date.parse(time === undefined ? `${text}T00:00:00Z` : zone === undefined ? `${text}Z` : text);
  if (Number.isNaN(read)) return undefined;
  return time === undefined || zone === undefined ? read : wallClock(read);
}

/** 01:00 UTC of the month's last Sunday, when Europe changes its clocks. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return Date.UTC(year, month, last.getUTCDate() - last.getUTCDay(), 1);
}

const DAY_MS = 86_400_000;

/** Order dates, YYYY-MM-DD, both included. */
export interface OrderDates {
  readonly from: string;
  readonly to: string;
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The order dates of so many days before now; the next day too, which has begun in the east. */
export function datesBefore(now: Date, days: number): OrderDates {
  return { from: day(now.getTime() - days * DAY_MS), to: day(now.getTime() + DAY_MS) };
}

/** Two halves of dates that hold too much for one answer; a single day has none. */
export function halves({ from, to }: OrderDates): readonly OrderDates[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (first >= last) return [];
  const middle = first + Math.floor((last - first) / DAY_MS / 2) * DAY_MS;
  return [
    { from, to: day(middle) },
    { from: day(middle + DAY_MS), to },
  ];
}

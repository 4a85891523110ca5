/** Orders of one connection, day and currency as they are told by the database. */
export interface CountedOrders {
  readonly day: string;
  readonly currency: string;
  readonly state: string;
  readonly orders: number;
  /** what buyers were charged, in minor units */
  readonly atAmazon: number;
  /** what Exact reports for those that are there, in minor units */
  readonly inExact: number;
}

/** One day in one currency: every order stands in one column, so that nothing is missing. */
export interface DayOfOrders {
  readonly day: string;
  readonly currency: string;
  readonly orders: number;
  readonly inExact: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly held: number;
  readonly underWay: number;
  /** of all orders, as Amazon says */
  readonly totalAtAmazon: number;
  /** of the orders that are in Exact, as Amazon says */
  readonly bookedAtAmazon: number;
  /** of the same orders, as Exact says */
  readonly bookedInExact: number;
}

const COLUMN: Readonly<Record<string, 'inExact' | 'skipped' | 'cancelled' | 'held'>> = {
  done: 'inExact',
  skipped: 'skipped',
  cancelled: 'cancelled',
  held: 'held',
};

/** Adds up what was counted per state to days: the answer to a bookkeeper who asks whether everything is there. */
export function daysOfOrders(counted: readonly CountedOrders[]): DayOfOrders[] {
  const days = new Map<string, DayOfOrders>();
  for (const { day, currency, state, orders, atAmazon, inExact } of counted) {
    const key = `${day} ${currency}`;
    const before = days.get(key) ?? emptyDay(day, currency);
    const column = COLUMN[state] ?? 'underWay';
    const booked = column === 'inExact';
    days.set(key, {
      ...before,
      [column]: before[column] + orders,
      orders: before.orders + orders,
      totalAtAmazon: before.totalAtAmazon + atAmazon,
      bookedAtAmazon: before.bookedAtAmazon + (booked ? atAmazon : 0),
      bookedInExact: before.bookedInExact + (booked ? inExact : 0),
    });
  }
  return [...days.values()].sort((a, b) => `${a.day}${a.currency}`.localeCompare(`${b.day}${b.currency}`));
}

function emptyDay(day: string, currency: string): DayOfOrders {
  const none = { orders: 0, inExact: 0, skipped: 0, cancelled: 0, held: 0, underWay: 0 };
  return { day, currency, ...none, totalAtAmazon: 0, bookedAtAmazon: 0, bookedInExact: 0 };
}

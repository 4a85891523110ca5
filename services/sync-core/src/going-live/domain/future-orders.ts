import type { MoneyV1 } from '@connector/contracts';

/** What would become of one order. */
export interface FutureOrder {
  readonly amazonOrderId: string;
  /** why it would not be booked now: skipped, held, or not paid yet */
  readonly reasonCode?: string;
  readonly total?: MoneyV1;
  /** the total for a reader */
  readonly text?: string;
  readonly lines?: number;
  /** keyed hash of who the buyer is; told to nobody */
  readonly debtor?: string;
  readonly isNewDebtor?: boolean;
}

/** What would become of all of them. */
export interface FutureOrders {
  /** all that begin anew, also those beyond the ones that were computed */
  readonly count: number;
  readonly computed: number;
  readonly booked: number;
  readonly totals: readonly MoneyV1[];
  readonly debtors: { readonly inExact: number; readonly toMake: number };
  readonly notBooked: Readonly<Record<string, number>>;
  readonly list: readonly Omit<FutureOrder, 'debtor' | 'total'>[];
}

/** Counts what would be written: sales orders, their sums per currency, and each debtor once however many orders he has. */
export function summarise(orders: readonly FutureOrder[], count: number): FutureOrders {
  const booked = orders.filter(({ reasonCode }) => reasonCode === undefined);
  const totals = Map.groupBy(
    booked.flatMap(({ total }) => (total === undefined ? [] : [total])),
    ({ currency }) => currency,
  );
  const debtors = new Map(booked.map(({ debtor, isNewDebtor }) => [debtor, isNewDebtor]));
  const toMake = [...debtors.values()].filter(Boolean).length;
  const reasons = Map.groupBy(
    orders.flatMap(({ reasonCode }) => (reasonCode === undefined ? [] : [reasonCode])),
    (reason) => reason,
  );
  return {
    count,
    computed: orders.length,
    booked: booked.length,
    totals: [...totals].map(([currency, all]) => ({
      currency,
      minorUnits: all.reduce((sum, { minorUnits }) => sum + minorUnits, 0),
    })),
    debtors: { inExact: debtors.size - toMake, toMake },
    notBooked: Object.fromEntries([...reasons].map(([reason, all]) => [reason, all.length])),
    list: orders.map(({ debtor: _hash, total: _total, ...shown }) => shown),
  };
}

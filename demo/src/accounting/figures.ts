import type { AccountedOrder } from './account-for.js';

/** The figures of a run; with `--json` they are written as they are. */
export interface Figures {
  readonly ordersIn: number;
  readonly salesOrdersInExact: number;
  readonly outcomes: Readonly<Record<AccountedOrder['outcome'], number>>;
  readonly held: readonly { readonly orderId: string; readonly reasonCode: string }[];
  /** per currency, in minor units */
  readonly totals: Readonly<Record<string, { readonly amazon: number; readonly exact: number }>>;
  readonly totalsEqual: boolean;
  readonly debtors: number;
  readonly items: number;
  readonly stock: StockFigures;
  /** orders that are not as they must be, and why; empty when all is well */
  readonly faults: readonly string[];
  readonly restarts: Readonly<Record<string, number>>;
  /** calls to a platform that were made to fail */
  readonly callsStruck: number;
  readonly durationSeconds: number;
}

export interface StockFigures {
  readonly offersEqual: number;
  readonly offersDiffering: readonly string[];
}

export interface Surroundings {
  readonly salesOrdersInExact: number;
  readonly debtors: number;
  readonly items: number;
  readonly stock: StockFigures;
  readonly restarts: Readonly<Record<string, number>>;
  /** calls to a platform that were made to fail */
  readonly callsStruck: number;
  readonly durationSeconds: number;
}

/** Adds up the accounted orders. */
export function figuresOf(orders: readonly AccountedOrder[], around: Surroundings): Figures {
  const outcomes = { imported: 0, held: 0, skipped: 0, cancelled: 0, open: 0 };
  const totals: Record<string, { amazon: number; exact: number }> = {};
  for (const { outcome, currency, amazon = 0, exact = 0 } of orders) {
    outcomes[outcome] += 1;
    if (currency === undefined) continue;
    const before = totals[currency] ?? { amazon: 0, exact: 0 };
    totals[currency] = { amazon: before.amazon + amazon, exact: before.exact + exact };
  }
  const faults = orders.flatMap(({ orderId, about, fault }) =>
    fault === undefined ? [] : [`${orderId} (${about}): ${fault}`],
  );
  const strangers = around.salesOrdersInExact - orders.reduce((sum, { salesOrders }) => sum + salesOrders, 0);
  return {
    ordersIn: orders.length,
    outcomes,
    held: orders.flatMap(({ orderId, outcome, reasonCode = '-' }) =>
      outcome === 'held' ? [{ orderId, reasonCode }] : [],
    ),
    totals,
    totalsEqual: Object.values(totals).every(({ amazon, exact }) => amazon === exact),
    faults: [
      ...faults,
      ...(strangers === 0 ? [] : [`${strangers} sales orders in Exact of no order of the day`]),
      ...around.stock.offersDiffering,
    ],
    ...around,
  };
}

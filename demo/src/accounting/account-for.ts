import type { DayOrder } from '../day/orders-of-the-day.js';

/** A sales order as Exact has it. */
export interface SalesOrder {
  readonly yourRef: string;
  readonly orderNumber: string;
  /** incl. VAT, in minor units */
  readonly minorUnits: number;
  readonly currency: string;
}

/** An order as the connector knows it. */
export interface KnownOrder {
  readonly amazonOrderId: string;
  readonly state: string;
  readonly reasonCode: string | null;
  readonly lastUpdatedTime: string;
}

/** One order of the day, accounted for. */
export interface AccountedOrder {
  readonly orderId: string;
  readonly about: string;
  /** what became of it; `open`: not finished yet */
  readonly outcome: 'imported' | 'held' | 'skipped' | 'cancelled' | 'open';
  readonly reasonCode?: string;
  readonly amazon?: number;
  readonly exact?: number;
  readonly currency?: string;
  readonly salesOrders: number;
  /** what is not as it must be; absent: all is well */
  readonly fault?: string;
}

const OUTCOMES: Readonly<Record<string, AccountedOrder['outcome']>> = {
  done: 'imported',
  held: 'held',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

/** Compares what Amazon was told with what stands in Exact, order by order. The connector's own word on totals is not asked. */
export function accountFor(
  day: readonly DayOrder[],
  known: readonly KnownOrder[],
  salesOrders: readonly SalesOrder[],
  lastUpdatedAtAmazon: ReadonlyMap<string, string>,
): AccountedOrder[] {
  return day.map(({ orderId, about, expected }) => {
    const order = known.find(({ amazonOrderId }) => amazonOrderId === orderId);
    const found = salesOrders.filter(({ yourRef }) => yourRef === orderId);
    const outcome = OUTCOMES[order?.state ?? ''] ?? 'open';
    const [first] = found;
    const seen = Date.parse(order?.lastUpdatedTime ?? '') === Date.parse(lastUpdatedAtAmazon.get(orderId) ?? '');
    const fault =
      faultOf(expected, outcome, order, found) ?? (seen ? undefined : "Amazon's last change is not seen yet");
    return {
      orderId,
      about,
      outcome,
      salesOrders: found.length,
      ...(order?.reasonCode == null ? {} : { reasonCode: order.reasonCode }),
      ...(expected.outcome === 'imported' ? { amazon: expected.minorUnits, currency: expected.currency } : {}),
      ...(first === undefined ? {} : { exact: first.minorUnits }),
      ...(fault === undefined ? {} : { fault }),
    };
  });
}

function faultOf(
  expected: DayOrder['expected'],
  outcome: AccountedOrder['outcome'],
  order: KnownOrder | undefined,
  found: readonly SalesOrder[],
): string | undefined {
  if (found.length > 1) return `${found.length} sales orders in Exact`;
  if (order === undefined) return 'unknown to the connector';
  if (outcome === 'open') return `not finished: ${order.state}`;
  // cancelled before the connector first saw it: there was nothing to cancel
  if (expected.outcome === 'cancelled' && order.reasonCode === 'cancelled_before_import') return undefined;
  if (outcome !== expected.outcome) return `${outcome} (${order.reasonCode ?? '-'}), expected ${expected.outcome}`;
  if (expected.outcome === 'held' && order.reasonCode !== expected.reasonCode)
    return `held for ${order.reasonCode ?? '-'}, expected ${expected.reasonCode}`;
  if (expected.outcome !== 'imported')
    return found.length === 0 ? undefined : 'a sales order in Exact that must not be';
  const [sales] = found;
  if (sales === undefined) return 'no sales order in Exact';
  if (sales.minorUnits !== expected.minorUnits || sales.currency !== expected.currency)
    return `${sales.minorUnits} ${sales.currency} in Exact, ${expected.minorUnits} ${expected.currency} at Amazon`;
  return undefined;
}

import type { Installation } from '../../installation/domain/installation.js';

/** What a connection says of orders that may have been booked before. */
export interface Bookkept {
  readonly settings: Pick<Installation, 'connectedAt' | 'lookForSalesOrders'>;
  /** when the database was last put back to an earlier moment; null when it never was */
  readonly restoredAt: Date | null;
}

/**
 * Whether a sales order of this number can stand in Exact that we do not know of: the order was bought before the connection was
 * switched on, when another product or a person may have booked it; we may have booked it and forgotten; or the installation
 * asks to look always (domain O2).
 */
export function mayStandAlready(createdTime: Date, { settings, restoredAt }: Bookkept): boolean {
  const { connectedAt, lookForSalesOrders } = settings;
  return (
    lookForSalesOrders === 'always' || createdTime < new Date(connectedAt) || mayBeForgotten(createdTime, restoredAt)
  );
}

/** Whether we may have worked on an order and know nothing of it, because the database was put back since (operations, Restore). */
export function mayBeForgotten(createdTime: Date, restoredAt: Date | null): boolean {
  return restoredAt !== null && createdTime < restoredAt;
}

/**
 * Whether we may have made the debtor of an order and know nothing of it. A buyer of the time that is lost can buy again before
 * that order is found; a week later all of those are.
 */
export function mayHaveDebtor(createdTime: Date, restoredAt: Date | null): boolean {
  return restoredAt !== null && createdTime.getTime() < restoredAt.getTime() + WEEK_MS;
}

const WEEK_MS = 7 * 86_400_000;

/** How long the answer to a look-up is good for: after that it is looked again right before the sales order is made. */
export const LOOK_UP_HOLDS_MS = 10 * 60_000;

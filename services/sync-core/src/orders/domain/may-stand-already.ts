import type { Installation } from '../../installation/domain/installation.js';

/**
 * Whether a sales order of this number can stand in Exact that is not ours: the order was bought before the connection was
 * switched on, when another product or a person may have booked it; or the installation asks to look always (domain O2).
 */
export function mayStandAlready(
  createdTime: Date,
  { connectedAt, lookForSalesOrders }: Pick<Installation, 'connectedAt' | 'lookForSalesOrders'>,
): boolean {
  return lookForSalesOrders === 'always' || createdTime < new Date(connectedAt);
}

/** How long the answer to a look-up is good for: after that it is looked again right before the sales order is made. */
export const LOOK_UP_HOLDS_MS = 10 * 60_000;

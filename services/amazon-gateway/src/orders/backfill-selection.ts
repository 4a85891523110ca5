import type { AmazonOrderSelectionV1 } from '@connector/contracts';
import type { OrderSearch } from '../selling-partner-api/orders.js';

/** More than half of the burst: the daily polls and the control run never wait for a backfill. */
export const LEAVE_CALLS_OF_BACKFILL = 12;

/** Amazon takes no end that is less than two minutes ago (amazon-sp-api 5.2). */
const SETTLED_MS = 180_000;

/** The parameters of the searches of a selection; both ends are fixed, so that every page belongs to one search. */
export function searchOf(
  selection: AmazonOrderSelectionV1,
  now: Date,
): OrderSearch & { createdAfter: string; createdBefore: string } {
  const latest = now.getTime() - SETTLED_MS;
  const after = Math.min(Date.parse(selection.createdAfter), latest);
  const before = Math.min(Date.parse(selection.createdBefore ?? now.toISOString()), latest);
  return {
    createdAfter: new Date(after).toISOString(),
    createdBefore: new Date(Math.max(after, before)).toISOString(),
    fulfillmentStatuses: selection.fulfillmentStatuses?.join(','),
    fulfilledBy: selection.fulfilledBy,
  };
}

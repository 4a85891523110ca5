/** An operation of the Selling Partner API that we use. */
export type Operation =
  | 'searchOrders'
  | 'getOrder'
  | 'searchListingsItems'
  | 'getListingsItem'
  | 'patchListingsItem'
  | 'getMarketplaceParticipations'
  | 'createReport'
  | 'getReport'
  | 'getReportDocument'
  | 'createFeedDocument'
  | 'createFeed'
  | 'getFeed'
  | 'cancelFeed'
  | 'getFeedDocument'
  | 'getDestinations'
  | 'createDestination'
  | 'getSubscription'
  | 'createSubscription'
  | 'deleteSubscriptionById';

/** Documented rate a second and burst, per seller and app (amazon-sp-api 11). The rate is corrected by the answers. */
export const limits: Readonly<Record<Operation, { readonly rate: number; readonly burst: number }>> = {
  searchOrders: { rate: 0.0056, burst: 20 },
  getOrder: { rate: 0.5, burst: 30 },
  searchListingsItems: { rate: 5, burst: 5 },
  getListingsItem: { rate: 5, burst: 10 },
  patchListingsItem: { rate: 5, burst: 5 },
  getMarketplaceParticipations: { rate: 0.016, burst: 15 },
  createReport: { rate: 0.0167, burst: 15 },
  getReport: { rate: 2, burst: 15 },
  getReportDocument: { rate: 0.0167, burst: 15 },
  createFeedDocument: { rate: 0.5, burst: 15 },
  createFeed: { rate: 0.0083, burst: 15 },
  getFeed: { rate: 2, burst: 15 },
  cancelFeed: { rate: 2, burst: 15 },
  getFeedDocument: { rate: 0.0222, burst: 10 },
  getDestinations: { rate: 1, burst: 5 },
  createDestination: { rate: 1, burst: 5 },
  getSubscription: { rate: 1, burst: 5 },
  createSubscription: { rate: 1, burst: 5 },
  deleteSubscriptionById: { rate: 1, burst: 5 },
};

/**
 * Calls reach Amazon later than we count them, each by another delay: after a slow first call a burst arrives closer together
 * than it was sent, while Amazon's bucket, full until then, has filled up less than ours. This variation costs no 429.
 */
const DELAY_VARIATION_SECONDS = 0.5;

/** The burst that may be used: what Amazon gives, less what the delays on the way may vary. The lasting rate stays whole. */
export function usableBurst(operation: Operation): number {
  const { rate, burst } = limits[operation];
  return Math.max(1, burst - Math.max(1, Math.ceil(rate * DELAY_VARIATION_SECONDS)));
}

/** An operation of the Selling Partner API that we use. */
export type Operation =
  | 'searchOrders'
  | 'getOrder'
  | 'searchListingsItems'
  | 'getListingsItem'
  | 'patchListingsItem'
  | 'getMarketplaceParticipations';

/** Documented rate a second and burst, per seller and app (amazon-sp-api 11). The rate is corrected by the answers. */
export const limits: Readonly<Record<Operation, { readonly rate: number; readonly burst: number }>> = {
  searchOrders: { rate: 0.0056, burst: 20 },
  getOrder: { rate: 0.5, burst: 30 },
  searchListingsItems: { rate: 5, burst: 5 },
  getListingsItem: { rate: 5, burst: 10 },
  patchListingsItem: { rate: 5, burst: 5 },
  getMarketplaceParticipations: { rate: 0.016, burst: 15 },
};

import type { CatalogueWalk } from './catalogue-walk.js';
import { placeIn, type PlaceInStores } from './place-in-stores.js';

/** Where the reading of one store stands. */
export type Stage =
  | { readonly stage: 'ask' }
  /** the report is being made; `asks`: how often we looked */
  | { readonly stage: 'wait'; readonly reportId: string; readonly asks: number }
  /** rows of the document that are taken over */
  | { readonly stage: 'rows'; readonly documentId: string; readonly rows: number }
  /** there is no report: the store is walked through by searches */
  | { readonly stage: 'search'; readonly walk: CatalogueWalk }
  /** what the report left open, from this SKU on */
  | { readonly stage: 'closer'; readonly after: string };

/** The middle of a reading of all listings: one store after the other. */
export type WholeWalk = Stage & PlaceInStores & { readonly marketplaceId: string };

/** The reading that a poll is in, at a store that the connection has; without a store it is over. */
export function wholeWalkOf(
  page: unknown,
  marketplaceIds: readonly string[],
  now: Date,
): WholeWalk | (PlaceInStores & { readonly marketplaceId?: undefined }) {
  const { isMiddle, marketplaceId, began, done } = placeIn(marketplaceIds, page, now);
  if (marketplaceId === undefined) return { began, done };
  if (isMiddle) return page as WholeWalk;
  return { began, done, marketplaceId, stage: 'ask' };
}

/** The same reading at another stage of its store. */
export function at({ marketplaceId, began, done }: WholeWalk, stage: Stage): WholeWalk {
  return { marketplaceId, began, done, ...stage };
}

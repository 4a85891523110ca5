/** Where a walk over the stores of a connection stands. Stores are named, never counted: the list may change in mid-walk. */
export interface PlaceInStores {
  /** when the walk began */
  readonly began: string;
  /** stores that were read to their end */
  readonly done: readonly string[];
  /** the store that is read; absent between two stores */
  readonly marketplaceId?: string;
}

/** A place, and whether the walk is in the middle of its store. No store: each that the connection has was read. */
export interface FoundPlace extends PlaceInStores {
  readonly isMiddle: boolean;
}

/**
 * The place that a page tells. A store that the connection no longer has is left, one that it has since then is read too; a page
 * of another form begins the walk again.
 */
export function placeIn(marketplaceIds: readonly string[], page: unknown, now: Date): FoundPlace {
  const { began, done, marketplaceId } = isPlace(page) ? page : { began: now.toISOString(), done: [] };
  if (marketplaceId !== undefined && marketplaceIds.includes(marketplaceId))
    return { began, done, marketplaceId, isMiddle: true };
  const next = marketplaceIds.find((id) => !done.includes(id));
  return { began, done, isMiddle: false, ...(next === undefined ? {} : { marketplaceId: next }) };
}

/** Behind a store that was read. */
export function behind({ began, done }: PlaceInStores, marketplaceId: string): PlaceInStores {
  return { began, done: [...done, marketplaceId] };
}

function isPlace(page: unknown): page is PlaceInStores {
  return typeof page === 'object' && page !== null && 'began' in page && 'done' in page && Array.isArray(page.done);
}

import { read, type Json } from '../selling-partner-api/answer-reader.js';

/** One search reaches 1,000 listings; the next begins where the last one that it showed was created (amazon-sp-api 7.1). */
const REACHABLE = 1_000;

/** The middle of a walk over the listings of a store: which window and which page. */
export interface CatalogueWalk {
  /** only what changed since then; absent: all listings */
  readonly changedAfter?: string;
  /** the lower bound of this window */
  readonly createdAfter?: string;
  readonly token?: string;
}

/** What a page tells of the way on. */
export interface WalkedPage {
  readonly items: readonly Json[];
  readonly nextToken?: string;
  readonly numberOfResults: number;
}

export function beginning(changedAfter: Date | undefined): CatalogueWalk {
  return changedAfter === undefined ? {} : { changedAfter: changedAfter.toISOString() };
}

/**
 * The parameters of the walk's searches. They are always sorted by the day of creation, which never changes: a listing that is
 * changed in mid-walk would move to another page and push a neighbour past the page that is read next.
 */
export function windowOf(walk: CatalogueWalk): { lastUpdatedAfter?: string; createdAfter?: string } {
  return {
    ...(walk.changedAfter === undefined ? {} : { lastUpdatedAfter: walk.changedAfter }),
    ...(walk.createdAfter === undefined ? {} : { createdAfter: walk.createdAfter }),
  };
}

/** Where the walk stands after a page: the next page or the next window; undefined: it is over. */
export function afterPage(walk: CatalogueWalk, page: WalkedPage): CatalogueWalk | undefined {
  const { token: _token, createdAfter: _createdAfter, ...rest } = walk;
  if (page.nextToken !== undefined) return { ...walk, token: page.nextToken };
  if (page.numberOfResults <= REACHABLE) return undefined;
  const reached = lastCreated(page.items);
  if (reached === undefined) return undefined;
  if (reached !== walk.createdAfter) return { ...rest, createdAfter: reached };
  return { ...rest, createdAfter: new Date(Date.parse(reached) + 1).toISOString() };
}

/**
 * What this page shows to be out of reach, in words: more than 1,000 listings of one moment of creation, or more listings than
 * 1,000 with no moment of creation to go on from. Undefined as long as the next window reaches all the rest.
 */
export function outOfReach(walk: CatalogueWalk, page: WalkedPage): string | undefined {
  if (page.nextToken !== undefined || page.numberOfResults <= REACHABLE) return undefined;
  const reached = lastCreated(page.items);
  if (reached === undefined) return 'more than 1,000 listings, and the last ones have no day of creation';
  return reached === walk.createdAfter ? `more than 1,000 listings were created at ${reached}` : undefined;
}

function lastCreated(items: readonly Json[]): string | undefined {
  return items
    .flatMap((item) => read.list(item['summaries']).flatMap((summary) => read.time(summary['createdDate']) ?? []))
    .at(-1);
}

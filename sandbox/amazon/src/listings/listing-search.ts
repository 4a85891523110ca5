import type { Answer } from '@connector/simulation';
import { invalidInput } from '../api/amazon-error.js';
import { listingAsAnswered, listingDataSets } from './listing-answer.js';
import { statusOf, type Listing } from './listing-model.js';
import { checkMarketplaces, choiceOf, dateOf, listOf, pageSizeOf } from '../api/request-reader.js';
import type { Seller } from '../sellers/sellers.js';
import { SortedView } from '../sellers/sorted-view.js';

/** At most so many SKUs can be paged through in one search. */
const REACHABLE = 1_000;
const LARGEST_PAGE = 20;
const STATUSES = ['BUYABLE', 'DISCOVERABLE'] as const;
const IDENTIFIER_TYPES = ['ASIN', 'EAN', 'FNSKU', 'GTIN', 'ISBN', 'JAN', 'MINSAN', 'SKU', 'UPC'] as const;

const listingsOf = (seller: Seller): Iterable<Listing> => seller.listings.values();
const skuOf = ({ sku }: Listing): string => sku;
const views = {
  sku: new SortedView(listingsOf, skuOf, skuOf),
  createdDate: new SortedView(listingsOf, ({ created }) => Date.parse(created), skuOf),
  lastUpdatedDate: new SortedView(listingsOf, ({ updated }) => Date.parse(updated), skuOf),
};

/** `searchListingsItems` (amazon-sp-api 7.1). */
export function searchListings(seller: Seller, query: URLSearchParams): Answer {
  const marketplaces = listOf(query, 'marketplaceIds') ?? [];
  if (marketplaces.length === 0) throw invalidInput('marketplaceIds is required');
  checkMarketplaces(seller, marketplaces);
  const size = pageSizeOf(query, 'pageSize', 10, LARGEST_PAGE);
  const included = listOf(query, 'includedData', listingDataSets) ?? ['summaries'];
  const found = foundIn(seller, query, marketplaces);
  const offset = offsetOf(query.get('pageToken'));
  const end = Math.min(found.length, REACHABLE);
  const pagination = {
    ...(offset + size < end ? { nextToken: tokenOf(offset + size) } : {}),
    ...(offset > 0 ? { previousToken: tokenOf(Math.max(0, offset - size)) } : {}),
  };
  return {
    status: 200,
    body: {
      numberOfResults: found.length,
      ...(Object.keys(pagination).length === 0 ? {} : { pagination }),
      items: found
        .slice(offset, Math.min(offset + size, end))
        .map((listing) => listingAsAnswered(listing, included, marketplaces)),
    },
  };
}

/** What was found by the last searches of a seller, so that the next page of one costs what it shows. */
const searches = new WeakMap<Seller, { version: number; found: Map<string, readonly Listing[]> }>();
const REMEMBERED = 20;
/** What may change from page to page. */
const OF_THE_PAGE = ['pageToken', 'pageSize', 'includedData'];

/** All that match, in the order that is asked for. */
function foundIn(seller: Seller, query: URLSearchParams, marketplaces: readonly string[]): readonly Listing[] {
  let known = searches.get(seller);
  if (known?.version !== seller.version) known = { version: seller.version, found: new Map() };
  searches.set(seller, known);
  const search = JSON.stringify([...query].filter(([name]) => !OF_THE_PAGE.includes(name)));
  const before = known.found.get(search);
  if (before !== undefined) return before;
  const sorted =
    views[choiceOf(query, 'sortBy', ['sku', 'createdDate', 'lastUpdatedDate']) ?? 'lastUpdatedDate'].of(seller);
  const matches = matcherOf(query, marketplaces);
  const found = sorted.filter(({ value }) => matches(value)).map(({ value }) => value);
  if ((choiceOf(query, 'sortOrder', ['ASC', 'DESC']) ?? 'DESC') === 'DESC') found.reverse();
  if (known.found.size >= REMEMBERED) known.found.clear();
  known.found.set(search, found);
  return found;
}

function matcherOf(query: URLSearchParams, marketplaces: readonly string[]): (listing: Listing) => boolean {
  const created = windowOf(query, 'created');
  const updated = windowOf(query, 'lastUpdated');
  const identified = identifiersOf(query);
  const status = listOf(query, 'withStatus', STATUSES);
  const notStatus = listOf(query, 'withoutStatus', STATUSES);
  const severity = listOf(query, 'withIssueSeverity', ['WARNING', 'ERROR']);
  const has = (listing: Listing, names: readonly string[]): boolean =>
    statusOf(listing).some((name) => names.includes(name));
  return (listing) =>
    listing.marketplaceIds.some((id) => marketplaces.includes(id)) &&
    created(listing.created) &&
    updated(listing.updated) &&
    identified(listing) &&
    (status === undefined || has(listing, status)) &&
    (notStatus === undefined || !has(listing, notStatus)) &&
    (severity === undefined || (listing.issues ?? []).some((issue) => severity.includes(issue.severity)));
}

function windowOf(query: URLSearchParams, family: string): (time: string) => boolean {
  const after = dateOf(query, `${family}After`);
  const before = dateOf(query, `${family}Before`);
  if (after === undefined && before === undefined) return () => true;
  return (text) => {
    const time = Date.parse(text);
    return (after === undefined || time >= after) && (before === undefined || time <= before);
  };
}

function identifiersOf(query: URLSearchParams): (listing: Listing) => boolean {
  const identifiers = listOf(query, 'identifiers');
  const type = choiceOf(query, 'identifiersType', IDENTIFIER_TYPES);
  const parent = query.get('variationParentSku');
  const family = query.get('packageHierarchySku');
  if ([identifiers, parent ?? undefined, family ?? undefined].filter((given) => given !== undefined).length > 1)
    throw invalidInput('identifiers, variationParentSku and packageHierarchySku exclude each other');
  if ((identifiers === undefined) !== (type === undefined))
    throw invalidInput('identifiers and identifiersType are given together');
  if (parent !== null) return ({ parentSku }) => parentSku === parent;
  if (family !== null) return () => false;
  if (identifiers === undefined || type === undefined) return () => true;
  if (identifiers.length > 20) throw invalidInput('At most 20 identifiers');
  return ({ sku, asin, ean, upc }) => {
    const value = { SKU: sku, ASIN: asin, EAN: ean, GTIN: ean ?? upc, UPC: upc }[type as string];
    return value !== undefined && identifiers.includes(value);
  };
}

const tokenOf = (offset: number): string => Buffer.from(`page:${offset}`).toString('base64url');

function offsetOf(token: string | null): number {
  if (token === null) return 0;
  const offset = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset === undefined) throw invalidInput('pageToken is invalid');
  return Number(offset);
}

import { LARGEST_FEED, type Feed, type FeedIssue } from './feed-model.js';
import { listingAsAnswered, listingDataSets } from '../listings/listing-answer.js';
import type { Patch } from '../listings/listing-model.js';
import { issueOf } from '../listings/listing-patch.js';
import type { Listings } from '../listings/listings.js';
import type { Seller } from '../sellers/sellers.js';

interface Header {
  readonly sellerId?: unknown;
  readonly version?: unknown;
  readonly report?: { readonly includedData?: readonly string[]; readonly apiVersion?: string };
}

interface Message {
  readonly messageId?: unknown;
  readonly sku?: unknown;
  readonly operationType?: unknown;
  readonly productType?: unknown;
  readonly patches?: unknown;
  readonly attributes?: Readonly<Record<string, Patch['value']>>;
}

/**
 * Works a `JSON_LISTINGS_FEED` off and tells what came of each message (amazon-sp-api 8.4).
 * @returns the processing report; undefined: the file cannot be read, the feed is FATAL
 */
export function processListingsFeed(seller: Seller, feed: Feed, text: string, listings: Listings): object | undefined {
  const file = readFeed(text);
  if (file === undefined) return undefined;
  const { header, messages } = file;
  const report = { sellerId: seller.sellerId, version: '2.0', feedId: feed.id };
  const headerIssue = issueOfHeader(header, seller);
  if (headerIssue !== undefined)
    return { header: report, issues: [headerIssue], summary: summaryOf([headerIssue], 0, 0) };
  const seen = new Set<unknown>();
  const changed = new Set<string>();
  const issues = messages.flatMap((message) => {
    const twice = seen.has(message.messageId);
    seen.add(message.messageId);
    const found = twice
      ? [issueAbout(message, 'messageId is used twice in this feed')]
      : work(seller, feed, message, listings);
    if (found.length === 0) changed.add(message.sku as string);
    return found;
  });
  const invalid = new Set(issues.map(({ messageId }) => messageId)).size;
  return {
    header: { ...report, ...(header.report === undefined ? {} : { report: header.report }) },
    issues,
    summary: {
      ...summaryOf(issues, messages.length, invalid),
      ...(header.report === undefined ? {} : { itemSummary: { items: changed.size, errors: 0, warnings: 0 } }),
    },
    ...(header.report === undefined ? {} : { items: itemsOf(seller, feed, header, changed) }),
  };
}

function readFeed(text: string): { header: Header; messages: readonly Message[] } | undefined {
  try {
    const { header, messages } = JSON.parse(text) as { header?: Header; messages?: Message[] };
    const readable = header !== undefined && Array.isArray(messages) && messages.length <= LARGEST_FEED;
    return readable ? { header, messages } : undefined;
  } catch {
    return undefined;
  }
}

function issueOfHeader({ sellerId, version, report }: Header, seller: Seller): FeedIssue | undefined {
  const issue = (message: string): FeedIssue => ({ code: '4000001', severity: 'ERROR', message });
  if (sellerId !== seller.sellerId) return issue('The sellerId of the header is not the submitting seller.');
  if (version !== '2.0') return issue('The version of the header must be 2.0.');
  const unknown = report?.includedData?.some((name) => !listingDataSets.some((known) => known === name));
  return unknown === true ? issue('includedData of the header is not valid.') : undefined;
}

/** Takes one message over, or says what is wrong with it. */
function work(seller: Seller, feed: Feed, message: Message, listings: Listings): FeedIssue[] {
  const { messageId, sku, operationType, productType } = message;
  if (!Number.isInteger(messageId) || (messageId as number) < 1 || (messageId as number) > 2_147_483_647)
    return [issueAbout(message, 'messageId must be from 1 to 2147483647')];
  if (typeof sku !== 'string') return [issueAbout(message, 'sku is required')];
  const listing = listings.find(seller, sku, feed.marketplaceIds);
  if (listing === undefined) return [issueAbout(message, `SKU '${sku}' not found`)];
  if (operationType === 'DELETE') {
    seller.listings.delete(sku);
    seller.version += 1;
    return [];
  }
  if (typeof productType !== 'string') return [issueAbout(message, 'productType is required')];
  const patches = patchesOf(message);
  if (patches === undefined) return [issueAbout(message, `operationType and its data do not fit together`)];
  const issues = patches.flatMap((patch) => issueOf(patch) ?? []);
  if (issues.length > 0)
    return issues.map(({ message: text, attributeNames = [] }) => ({
      ...issueAbout(message, text),
      attributeName: attributeNames[0] ?? '',
    }));
  if (operationType === 'UPDATE') listing.patched = {};
  listings.submit(seller, { sku, marketplaceIds: feed.marketplaceIds, patches });
  return [];
}

function patchesOf({ operationType, patches, attributes }: Message): readonly Patch[] | undefined {
  if (operationType === 'PATCH') return Array.isArray(patches) && patches.length > 0 ? (patches as Patch[]) : undefined;
  if (operationType !== 'PARTIAL_UPDATE' && operationType !== 'UPDATE') return undefined;
  return attributes === undefined
    ? undefined
    : Object.entries(attributes).map(([name, value = []]) => ({ op: 'replace', path: `/attributes/${name}`, value }));
}

function issueAbout({ messageId, sku }: Message, message: string): FeedIssue {
  return {
    ...(Number.isInteger(messageId) ? { messageId: messageId as number } : {}),
    ...(typeof sku === 'string' ? { sku } : {}),
    code: '90220',
    severity: 'ERROR',
    message,
  };
}

function summaryOf(issues: readonly FeedIssue[], processed: number, invalid: number): object {
  return {
    errors: issues.length,
    warnings: 0,
    messagesProcessed: processed,
    messagesAccepted: processed - invalid,
    messagesInvalid: invalid,
  };
}

function itemsOf(seller: Seller, feed: Feed, { report }: Header, changed: ReadonlySet<string>): object[] {
  return [...changed].flatMap((sku) => {
    const listing = seller.listings.get(sku);
    return listing === undefined ? [] : [listingAsAnswered(listing, report?.includedData ?? [], feed.marketplaceIds)];
  });
}

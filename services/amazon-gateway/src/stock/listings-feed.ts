import { read, type Json } from '../selling-partner-api/answer-reader.js';

export const LISTINGS_FEED = 'JSON_LISTINGS_FEED';

export interface FeedOffer {
  readonly sku: string;
  readonly quantity: number;
}

/** What Amazon says of one SKU of a feed that it did not take. */
export interface FeedRefusal {
  readonly sku: string;
  readonly message: string;
}

/**
 * A feed of quantities (amazon-sp-api 8.4). `merge` leaves handling time and restock date as they are; messages are numbered
 * in the order of the offers, from 1.
 */
export function listingsFeed(sellerId: string, offers: readonly FeedOffer[]): object {
  return {
    header: {
      sellerId,
      version: '2.0',
      issueLocale: 'en_US',
      report: { includedData: ['issues', 'fulfillmentAvailability'], apiVersion: '2021-08-01' },
    },
    messages: offers.map(({ sku, quantity }, index) => ({
      messageId: index + 1,
      sku,
      operationType: 'PATCH',
      productType: 'PRODUCT',
      patches: [
        {
          op: 'merge',
          path: '/attributes/fulfillment_availability',
          value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
        },
      ],
    })),
  };
}

/**
 * The SKUs that a processing report refuses, each with all of Amazon's words. Undefined: the report refuses the feed as a
 * whole, or is none, so it says nothing of any SKU.
 */
export function refusalsIn(report: Json, offers: readonly FeedOffer[]): FeedRefusal[] | undefined {
  if (
    !Array.isArray(report['issues']) ||
    read.integer(read.object(report['summary'])['messagesProcessed']) === undefined
  )
    return undefined;
  const messages = new Map<string, string[]>();
  for (const issue of read.list(report['issues'])) {
    if (issue['severity'] !== 'ERROR') continue;
    const sku = read.text(issue['sku']) ?? offers[(read.integer(issue['messageId']) ?? 0) - 1]?.sku;
    if (sku === undefined) return undefined;
    messages.set(sku, [...(messages.get(sku) ?? []), read.text(issue['message']) ?? 'refused']);
  }
  return Array.from(messages, ([sku, words]) => ({ sku, message: words.join('; ').slice(0, 500) }));
}

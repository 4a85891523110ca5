import type { AmazonListingV1, MoneyV1 } from '@connector/contracts';
import { present } from '../present.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import { moneyFrom, UnreadableFigure } from '../selling-partner-api/figures.js';
import { channelsOf } from '../selling-partner-api/listings.js';

/** Amazon allows 2,000 characters in most categories; a text that is far longer would not fit a message. */
const LONGEST_DESCRIPTION = 8_000;

/**
 * Translates a listing of Listings Items 2021-08-01 for one marketplace; undefined: it is not listed there.
 * @throws IncompleteAnswer when it has no SKU, UnreadableFigure when its price is no amount
 */
export function normaliseListing(raw: Json, marketplaceId: string): AmazonListingV1 | undefined {
  const sku = read.required(raw['sku'], 'sku');
  const summary = read.list(raw['summaries']).find((entry) => entry['marketplaceId'] === marketplaceId);
  if (summary === undefined) return undefined;
  const attributes = read.object(raw['attributes']);
  const value = (name: string): string | undefined => read.text(read.list(attributes[name])[0]?.['value']);
  const relationships = read.list(raw['relationships']).flatMap((entry) => read.list(entry['relationships']));
  return {
    sku,
    marketplaceId,
    identifiers: read.list(attributes['externally_assigned_product_identifier']).flatMap((entry) => {
      const [type, identifier] = [read.text(entry['type']), read.text(entry['value'])];
      return type === undefined || identifier === undefined ? [] : [{ type: type.toLowerCase(), value: identifier }];
    }),
    fulfillmentChannels: channelsOf(raw),
    statuses: read.texts(summary['status']),
    isVariationParent: relationships.some((entry) => read.texts(entry['childSkus']).length > 0),
    ...present({
      asin: read.text(summary['asin']),
      title: read.text(summary['itemName']) ?? value('item_name'),
      description: value('product_description')?.slice(0, LONGEST_DESCRIPTION).toWellFormed(),
      modelNumber: value('model_number'),
      partNumber: value('part_number'),
      price: priceOf(attributes),
      createdTime: read.time(summary['createdDate']),
      lastUpdatedTime: read.time(summary['lastUpdatedDate']),
    }),
  };
}

/**
 * The consumer price with VAT. Amazon sends it as a JSON number; its shortest decimal text is what was sent, and nothing is
 * reckoned or rounded.
 */
function priceOf(attributes: Json): MoneyV1 | undefined {
  const offer = read.list(attributes['purchasable_offer']).find((entry) => (entry['audience'] ?? 'ALL') === 'ALL');
  const schedule = read.list(read.list(offer?.['our_price'])[0]?.['schedule'])[0];
  const amount = schedule?.['value_with_tax'];
  if (amount === undefined || amount === null) return undefined;
  const currency = offer?.['currency'];
  const isAmount = typeof amount === 'string' || (typeof amount === 'number' && amount >= 0);
  if (!isAmount || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) throw new UnreadableFigure('price');
  return moneyFrom(String(amount), currency, 'price');
}

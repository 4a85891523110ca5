import type { AmazonListingV1 } from '@connector/contracts';
import { decimalsOf, moneyFromDecimal } from '@connector/money';
import { read, type Json } from '../selling-partner-api/answer-reader.js';

/** Translates a listing of Listings Items 2021-08-01 for one marketplace; undefined: it is not listed there. */
export function normaliseListing(raw: Json, marketplaceId: string): AmazonListingV1 | undefined {
  const sku = read.text(raw['sku']);
  const summary = read.list(raw['summaries']).find((entry) => entry['marketplaceId'] === marketplaceId);
  if (sku === undefined || summary === undefined) return undefined;
  const attributes = read.object(raw['attributes']);
  const value = (name: string): string | undefined => read.text(read.list(attributes[name])[0]?.['value']);
  const relationships = read.list(raw['relationships']).flatMap((entry) => read.list(entry['relationships']));
  const optional = {
    asin: read.text(summary['asin']),
    title: read.text(summary['itemName']) ?? value('item_name'),
    description: value('product_description'),
    modelNumber: value('model_number'),
    partNumber: value('part_number'),
    price: priceOf(attributes),
    createdTime: read.time(summary['createdDate']),
    lastUpdatedTime: read.time(summary['lastUpdatedDate']),
  };
  return {
    sku,
    marketplaceId,
    identifiers: read.list(attributes['externally_assigned_product_identifier']).flatMap((entry) => {
      const [type, identifier] = [read.text(entry['type']), read.text(entry['value'])];
      return type === undefined || identifier === undefined ? [] : [{ type: type.toLowerCase(), value: identifier }];
    }),
    fulfillmentChannels: read.list(raw['fulfillmentAvailability']).flatMap((entry) => {
      const code = read.text(entry['fulfillmentChannelCode']);
      const quantity = read.integer(entry['quantity']);
      return code === undefined ? [] : [{ code, ...(quantity === undefined ? {} : { quantity }) }];
    }),
    statuses: read.texts(summary['status']),
    isVariationParent: relationships.some((entry) => read.texts(entry['childSkus']).length > 0),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, entry]) => entry !== undefined),
    ) as Partial<AmazonListingV1>),
  };
}

/** The consumer price with VAT. Amazon sends it as a JSON number; it is read through its decimal text, never reckoned with. */
function priceOf(attributes: Json): AmazonListingV1['price'] | undefined {
  const offer = read.list(attributes['purchasable_offer']).find((entry) => (entry['audience'] ?? 'ALL') === 'ALL');
  const schedule = read.list(read.list(offer?.['our_price'])[0]?.['schedule'])[0];
  const currency = read.text(offer?.['currency']);
  const amount = schedule?.['value_with_tax'];
  if (currency === undefined || typeof amount !== 'number' || !(amount >= 0)) return undefined;
  return moneyFromDecimal(amount.toFixed(decimalsOf(currency)), currency);
}

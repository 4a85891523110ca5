import { statusOf, type Listing } from './listing-model.js';
import { marketplaceOf } from '../sellers/marketplaces.js';

/** The data sets of `includedData`; `summaries` by default. */
export const listingDataSets = [
  'summaries',
  'attributes',
  'issues',
  'offers',
  'fulfillmentAvailability',
  'procurement',
  'relationships',
  'productTypes',
] as const;

/** The attributes as a seller sends them (amazon-sp-api 7.1). */
function attributesOf(listing: Listing, marketplaceId: string): object {
  const language = { language_tag: marketplaceOf(marketplaceId)?.language ?? 'en_GB', marketplace_id: marketplaceId };
  const identifiers = (['ean', 'upc'] as const).flatMap((type) =>
    listing[type] === undefined ? [] : [{ type, value: listing[type], marketplace_id: marketplaceId }],
  );
  const one = (value: string | undefined, name: string): object =>
    value === undefined ? {} : { [name]: [{ value, ...language }] };
  const attributes: Record<string, unknown> = {
    ...one(listing.title, 'item_name'),
    ...one(listing.description, 'product_description'),
    ...one(listing.modelNumber, 'model_number'),
    ...one(listing.partNumber, 'part_number'),
    ...(identifiers.length === 0
      ? { merchant_suggested_asin: [{ value: listing.asin, marketplace_id: marketplaceId }] }
      : { externally_assigned_product_identifier: identifiers }),
    ...(listing.price === undefined
      ? {}
      : {
          purchasable_offer: [
            {
              audience: 'ALL',
              currency: listing.price.currency,
              our_price: [{ schedule: [{ value_with_tax: listing.price.amount }] }],
              marketplace_id: marketplaceId,
            },
          ],
        }),
    fulfillment_availability: listing.staleAvailability[marketplaceId] ?? listing.availability,
    ...listing.patched,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

function relationsOf(listing: Listing): object[] {
  const theme = { attributes: ['color_name'], theme: 'COLOR_NAME' };
  return [
    ...(listing.childSkus === undefined
      ? []
      : [{ type: 'VARIATION', childSkus: listing.childSkus, variationTheme: theme }]),
    ...(listing.parentSku === undefined
      ? []
      : [{ type: 'VARIATION', parentSkus: [listing.parentSku], variationTheme: theme }]),
  ];
}

/** The listing as the API shows it for these stores, with the parts that `includedData` names. */
export function listingAsAnswered(
  listing: Listing,
  included: readonly string[],
  marketplaceIds: readonly string[],
): object {
  const shown = listing.marketplaceIds.filter((id) => marketplaceIds.includes(id));
  const parts: Readonly<Record<string, () => unknown>> = {
    summaries: () =>
      shown.map((marketplaceId) => ({
        marketplaceId,
        asin: listing.asin,
        productType: 'PRODUCT',
        conditionType: 'new_new',
        status: statusOf(listing),
        ...(listing.title === undefined ? {} : { itemName: listing.title }),
        createdDate: listing.created,
        lastUpdatedDate: listing.updated,
      })),
    attributes: () => attributesOf(listing, shown[0] ?? ''),
    offers: () =>
      listing.price === undefined
        ? []
        : shown.map((marketplaceId) => ({
            marketplaceId,
            offerType: 'B2C',
            price: { currencyCode: listing.price!.currency, amount: String(listing.price!.amount) },
          })),
    fulfillmentAvailability: () =>
      listing.availability.map(({ fulfillment_channel_code: fulfillmentChannelCode, quantity }) => ({
        fulfillmentChannelCode,
        ...(fulfillmentChannelCode === 'DEFAULT' ? { quantity: quantity ?? 0 } : {}),
      })),
    relationships: () => shown.map((marketplaceId) => ({ marketplaceId, relationships: relationsOf(listing) })),
    issues: () => listing.issues ?? [],
    productTypes: () => shown.map((marketplaceId) => ({ marketplaceId, productType: 'PRODUCT' })),
    procurement: () => [],
  };
  return { sku: listing.sku, ...Object.fromEntries(included.map((name) => [name, parts[name]!()])) };
}

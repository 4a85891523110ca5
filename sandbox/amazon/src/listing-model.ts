/** What the control API takes for one seller SKU in its marketplaces. */
export interface ListingSeed {
  readonly sku: string;
  readonly asin: string;
  readonly marketplaceIds: readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly ean?: string;
  readonly upc?: string;
  readonly modelNumber?: string;
  readonly partNumber?: string;
  readonly price?: { readonly amount: number; readonly currency: string };
  /** DEFAULT: merchant; AMAZON_EU: fulfilled by Amazon */
  readonly channel?: string;
  readonly quantity?: number;
  readonly createdDate?: string;
  readonly parentSku?: string;
  readonly childSkus?: readonly string[];
}

/** A SKU's offer on one channel. The quantity belongs to the seller, not to a marketplace. */
export interface Availability {
  fulfillment_channel_code: string;
  quantity?: number;
  lead_time_to_ship_max_days?: number;
  [other: string]: unknown;
}

export interface Listing extends ListingSeed {
  readonly created: string;
  updated: string;
  availability: Availability[];
}

/** The attributes as a seller sends them (amazon-sp-api 7.1). */
function attributesOf(listing: Listing, marketplaceId: string): object {
  const language = { language_tag: 'nl_NL', marketplace_id: marketplaceId };
  const identifiers = [
    ...(listing.ean === undefined ? [] : [{ type: 'ean', value: listing.ean, marketplace_id: marketplaceId }]),
    ...(listing.upc === undefined ? [] : [{ type: 'upc', value: listing.upc, marketplace_id: marketplaceId }]),
  ];
  const one = (value: string | undefined, name: string): object =>
    value === undefined ? {} : { [name]: [{ value, ...language }] };
  return {
    ...one(listing.title, 'item_name'),
    ...one(listing.description, 'product_description'),
    ...one(listing.modelNumber, 'model_number'),
    ...one(listing.partNumber, 'part_number'),
    ...(identifiers.length === 0 ? {} : { externally_assigned_product_identifier: identifiers }),
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
    fulfillment_availability: listing.availability,
  };
}

/** The listing as the API shows it, with the parts that `includedData` names; `summaries` by default. */
export function listingAsAnswered(
  listing: Listing,
  included: readonly string[],
  marketplaceIds: readonly string[],
): object {
  const shown = listing.marketplaceIds.filter((id) => marketplaceIds.includes(id));
  const parent = listing.childSkus !== undefined;
  const parts: Readonly<Record<string, () => unknown>> = {
    summaries: () =>
      shown.map((marketplaceId) => ({
        marketplaceId,
        asin: listing.asin,
        productType: 'PRODUCT',
        conditionType: 'new_new',
        status: parent ? [] : ['BUYABLE', 'DISCOVERABLE'],
        itemName: listing.title,
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
    relationships: () =>
      shown.map((marketplaceId) => ({
        marketplaceId,
        relationships: [
          ...(listing.childSkus === undefined ? [] : [{ type: 'VARIATION', childSkus: listing.childSkus }]),
          ...(listing.parentSku === undefined ? [] : [{ type: 'VARIATION', parentSkus: [listing.parentSku] }]),
        ],
      })),
    issues: () => [],
    productTypes: () => shown.map((marketplaceId) => ({ marketplaceId, productType: 'PRODUCT' })),
  };
  const asked = included.length === 0 ? ['summaries'] : included;
  return { sku: listing.sku, ...Object.fromEntries(asked.map((name) => [name, parts[name]?.() ?? []])) };
}

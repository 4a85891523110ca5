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
  /** what Amazon finds wrong with it */
  readonly issues?: readonly ListingIssue[];
  /** not found by shoppers */
  readonly hidden?: boolean;
}

export interface ListingIssue {
  readonly code: string;
  readonly message: string;
  readonly severity: 'ERROR' | 'WARNING' | 'INFO';
  readonly categories: readonly string[];
  readonly attributeNames?: readonly string[];
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
  /** what stores still show in their attributes though the quantity has changed through another store (amazon-sp-api 8.2) */
  staleAvailability: Record<string, Availability[]>;
  /** when the last accepted change of it will have been carried out; milliseconds of the sandbox's clock */
  busyUntil: number;
  /** attributes that were patched, by name; null: deleted */
  patched: Record<string, object[] | null>;
}

/** One operation on a top-level attribute. */
export interface Patch {
  readonly op: string;
  readonly path: string;
  readonly value?: readonly Readonly<Record<string, unknown>>[];
}

/** A change that Amazon took over and has yet to carry out. */
export interface Submission {
  readonly sku: string;
  readonly marketplaceIds: readonly string[];
  readonly patches: readonly Patch[];
  /** milliseconds of the sandbox's clock */
  readonly due: number;
}

export function listingOf(seed: ListingSeed, now: string): Listing {
  const channel = seed.channel ?? 'DEFAULT';
  const merchant = channel === 'DEFAULT' ? { quantity: seed.quantity ?? 0, lead_time_to_ship_max_days: 2 } : {};
  return {
    ...seed,
    created: seed.createdDate ?? now,
    updated: now,
    availability: seed.childSkus === undefined ? [{ fulfillment_channel_code: channel, ...merchant }] : [],
    staleAvailability: {},
    busyUntil: 0,
    patched: {},
  };
}

/** `BUYABLE` needs something to sell: a variation parent and an offer that is out of stock have none (amazon-sp-api 7.1). */
export function statusOf(listing: Listing): ('BUYABLE' | 'DISCOVERABLE')[] {
  const inStock = listing.availability.some(
    ({ fulfillment_channel_code: code, quantity }) => code !== 'DEFAULT' || (quantity ?? 0) > 0,
  );
  return [...(inStock ? (['BUYABLE'] as const) : []), ...(listing.hidden === true ? [] : (['DISCOVERABLE'] as const))];
}

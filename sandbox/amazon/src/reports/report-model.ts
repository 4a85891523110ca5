import { statusOf, type Listing } from '../listings/listing-model.js';
import type { Processing } from '../processing/processing.js';

export interface Report extends Processing {
  readonly id: string;
  readonly type: string;
  readonly marketplaceIds: readonly string[];
  readonly dataStartTime?: string;
  readonly dataEndTime?: string;
  documentId?: string;
}

export const LISTINGS_REPORT = 'GET_MERCHANT_LISTINGS_ALL_DATA';

/** Product-id types of the report: 1 ASIN, 3 UPC, 4 EAN. */
const productId = ({ asin, ean, upc }: Listing): [string, string] =>
  ean !== undefined ? ['4', ean] : upc !== undefined ? ['3', upc] : ['1', asin];

const COLUMNS: Readonly<Record<string, (listing: Listing) => string | undefined>> = {
  'item-name': ({ title }) => title,
  'item-description': ({ description }) => description,
  'listing-id': ({ sku }) => `L-${sku}`,
  'seller-sku': ({ sku }) => sku,
  price: ({ price }) => price?.amount.toFixed(2),
  quantity: ({ availability }) =>
    availability.find(({ fulfillment_channel_code: code }) => code === 'DEFAULT')?.quantity?.toString(),
  'open-date': ({ created }) => `${created.slice(0, 19).replace('T', ' ')} UTC`,
  'image-url': () => undefined,
  'item-is-marketplace': () => 'y',
  'product-id-type': (listing) => productId(listing)[0],
  'zshop-shipping-fee': () => undefined,
  'item-note': () => undefined,
  'item-condition': () => '11',
  'zshop-category1': () => undefined,
  'zshop-browse-path': () => undefined,
  'zshop-storefront-feature': () => undefined,
  asin1: ({ asin }) => asin,
  asin2: () => undefined,
  asin3: () => undefined,
  'will-ship-internationally': () => undefined,
  'expedited-shipping': () => undefined,
  'zshop-boldface': () => undefined,
  'product-id': (listing) => productId(listing)[1],
  'bid-for-featured-placement': () => undefined,
  'add-delete': () => undefined,
  'pending-quantity': () => '0',
  'fulfillment-channel': ({ availability }) =>
    availability.find(({ fulfillment_channel_code: code }) => code !== 'DEFAULT')?.fulfillment_channel_code ??
    'DEFAULT',
  'merchant-shipping-group': () => 'Migrated Template',
  status: (listing) => (statusOf(listing).includes('BUYABLE') ? 'Active' : 'Inactive'),
};

/**
 * All listings of a store, tab separated; variation parents are no offers and are not in it (amazon-sp-api 7.3). Blanks stand
 * for tabs and line feeds; other separators of lines, a lone carriage return too, are left as the seller wrote them.
 */
export function listingsReport(listings: readonly Listing[]): string {
  const rows = listings
    .filter(({ childSkus }) => childSkus === undefined)
    .map((listing) => Object.values(COLUMNS).map((column) => (column(listing) ?? '').replace(/(?:\t|\r?\n)+/g, ' ')));
  const lines = [Object.keys(COLUMNS), ...rows].map((cells) => cells.join('\t'));
  return `${lines.join('\n')}\n`;
}

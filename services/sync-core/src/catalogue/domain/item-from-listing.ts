import { exactLengths, type AmazonListingV1, type MoneyV1 } from '@connector/contracts';
import { cutText } from '../../debtors/domain/cut-text.js';
import { countryOfStore } from '../../debtors/domain/stores.js';
import { barcodeOf } from './barcode.js';
import { plainText } from './item-text.js';

/** What an item says of a product (manual 5.1; domain I1). */
export interface ItemContent {
  readonly description: string;
  readonly extraDescription?: string;
  readonly barcode?: string;
  readonly salesPrice?: MoneyV1;
  /** what a person should know: a currency that the division lacks, a barcode with a wrong check digit (I10, I11) */
  readonly shown: readonly ('price_currency_missing' | 'barcode_wrong')[];
}

/** Numbers that a barcode is made of. */
const NUMBERS = new Set(['ean', 'upc', 'gtin']);

/**
 * The content of an item from the listings of its SKU (domain I10): the first store of the installation that has it leads for
 * the texts; the price is that of the store of the division's own country, else of the leading one, if the division has its
 * currency.
 */
export function itemFromListings(
  listings: readonly AmazonListingV1[],
  code: string,
  place: { marketplaceIds: readonly string[]; country: string; currencies: readonly string[] },
): ItemContent {
  const rank = (listing: AmazonListingV1): number => {
    const index = place.marketplaceIds.indexOf(listing.marketplaceId);
    return index < 0 ? place.marketplaceIds.length : index;
  };
  const ordered = [...listings].sort((a, b) => rank(a) - rank(b));
  const leading = ordered[0];
  const title = plainText(leading?.title);
  const extraDescription = cutText(plainText(leading?.description), exactLengths.itemExtraDescription);
  const barcode = barcodeOf(ordered.flatMap(({ identifiers }) => identifiers));
  const home = ordered.find((listing) => countryOfStore(listing.marketplaceId) === place.country);
  const price = home?.price ?? leading?.price;
  const priced = price !== undefined && place.currencies.includes(price.currency);
  const given = ordered.some(({ identifiers }) => identifiers.some(({ type }) => NUMBERS.has(type)));
  return {
    shown: [
      ...(price !== undefined && !priced ? (['price_currency_missing'] as const) : []),
      ...(given && barcode === undefined ? (['barcode_wrong'] as const) : []),
    ],
    description: cutText(title === '' ? code : title, exactLengths.itemDescription),
    ...(extraDescription === '' ? {} : { extraDescription }),
    ...(barcode === undefined ? {} : { barcode }),
    ...(price !== undefined && priced ? { salesPrice: { ...price } } : {}),
  };
}

import type { AmazonListingV1, MoneyV1 } from '@connector/contracts';
import { present } from '../present.js';
import { IncompleteAnswer, read } from '../selling-partner-api/answer-reader.js';
import { moneyFrom, piecesOf, UnreadableFigure } from '../selling-partner-api/figures.js';
import { currencyOf } from '../selling-partner-api/marketplaces.js';
import type { ReportRow } from './listings-report.js';

const LONGEST_DESCRIPTION = 8_000;
const LONGEST_SKU = 255;

/** Amazon's numbers of the kinds of product id; 1 is the ASIN, which stands in a column of its own. */
const IDENTIFIER_TYPES = new Map([
  ['2', 'isbn'],
  ['3', 'upc'],
  ['4', 'ean'],
]);

/**
 * Translates a row of the listings report of one store. The report knows less than a search: no model number, no brand, no
 * relationships ({@link needsSearch}).
 * @throws IncompleteAnswer when it has no SKU, UnreadableFigure when its price or quantity is none
 */
export function normaliseReportRow(row: ReportRow, marketplaceId: string): AmazonListingV1 {
  const sku = read.required(row['seller-sku'], 'seller-sku');
  if (sku.length > LONGEST_SKU) throw new IncompleteAnswer('a seller-sku of at most 255 characters');
  const identifierType = IDENTIFIER_TYPES.get(row['product-id-type'] ?? '');
  const productId = row['product-id'];
  return {
    sku,
    marketplaceId,
    identifiers:
      identifierType === undefined || productId === undefined ? [] : [{ type: identifierType, value: productId }],
    fulfillmentChannels: [
      {
        code: row['fulfillment-channel'] ?? 'UNKNOWN',
        ...(row['fulfillment-channel'] === 'DEFAULT' ? present({ quantity: quantityOf(row['quantity']) }) : {}),
      },
    ],
    statuses: row['status']?.toLowerCase() === 'active' ? ['BUYABLE', 'DISCOVERABLE'] : [],
    isVariationParent: false,
    ...present({
      asin: read.text(row['asin1']),
      title: read.text(row['item-name']),
      description: read.text(row['item-description'])?.slice(0, LONGEST_DESCRIPTION).toWellFormed(),
      price: priceOf(row['price'], marketplaceId),
      createdTime: openedAt(row['open-date']),
    }),
  };
}

/**
 * Whether the row leaves open what a search can tell: one without price and quantity may be a variation parent, which nobody
 * can buy, and letters that its character set lacks were lost.
 */
export function needsSearch(row: ReportRow): boolean {
  const mayBeParent = row['price'] === undefined && row['quantity'] === undefined;
  return mayBeParent || `${row['item-name']}${row['item-description']}`.includes('\uFFFD');
}

/** The offer's half of a row: it changes with every sale, the rest seldom. */
export function offerOf(row: ReportRow): string {
  return `${row['fulfillment-channel'] ?? ''} ${row['quantity'] ?? ''}`;
}

/** The rest of it, by which a change is known. */
export function contentOf(row: ReportRow): string {
  return ['item-name', 'item-description', 'price', 'product-id', 'asin1', 'fulfillment-channel', 'status']
    .map((name) => row[name] ?? '')
    .join('\t');
}

function quantityOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return piecesOf(/^\d{1,9}$/.test(text) ? Number(text) : text, 'quantity');
}

/** Some stores write a comma. */
function priceOf(text: string | undefined, marketplaceId: string): MoneyV1 | undefined {
  if (text === undefined) return undefined;
  const currency = currencyOf(marketplaceId);
  if (currency === undefined || !/^\d+([.,]\d{1,3})?$/.test(text)) throw new UnreadableFigure('price');
  return moneyFrom(text.replace(',', '.'), currency, 'price');
}

/** Hours ahead of UTC of the zones that reports of European and American stores use. */
const ZONES = new Map(
  Object.entries({
    UTC: 0,
    GMT: 0,
    WET: 0,
    BST: 1,
    CET: 1,
    MET: 1,
    MEZ: 1,
    CEST: 2,
    MEST: 2,
    MESZ: 2,
    PST: -8,
    PDT: -7,
  }),
);

/** `2026-11-01 09:00:00 UTC` and `01/11/2026 09:00:00 CET`; another form is none: the day only says which item goes first. */
function openedAt(text: string | undefined): string | undefined {
  const match = /^(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\/(\d\d)\/(\d{4})) (\d\d):(\d\d):(\d\d) (\w+)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, y1, m1, d1, d2, m2, y2, hours, minutes, seconds, zone] = match;
  const ahead = ZONES.get(zone!);
  if (ahead === undefined) return undefined;
  const [year, month, day] = [y1 ?? y2, m1 ?? m2, d1 ?? d2].map(Number) as [number, number, number];
  const at = Date.UTC(year, month - 1, day, Number(hours) - ahead, Number(minutes), Number(seconds));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

import { asinOf } from './amazon-order.js';

/** What the shop of the demo sells. */
export interface Product {
  readonly sku: string;
  readonly title: string;
  /** consumer price incl. VAT, in cents */
  readonly price: number;
  /** on the shelf in Exact */
  readonly stock: number;
  readonly ean?: string;
  /** Amazon keeps and sends it */
  readonly atAmazon?: boolean;
}

export const catalogue = {
  mug: { sku: 'MOK-DELFT-01', title: 'Mok Delfts blauw, 300 ml', price: 1295, stock: 140, ean: '8712345670016' },
  clogs: { sku: 'KLOMP-GEEL-38', title: 'Klompen geel, maat 38', price: 3495, stock: 60, ean: '8712345670023' },
  clogsLarge: { sku: 'KLOMP-GEEL-42', title: 'Klompen geel, maat 42', price: 3495, stock: 45, ean: '8712345670030' },
  bulbs: { sku: 'TULP-MIX-50', title: 'Tulpenbollen gemengd, 50 stuks', price: 1999, stock: 300, ean: '8712345670047' },
  waffles: { sku: 'STROOP-10', title: 'Stroopwafels in blik, 10 stuks', price: 899, stock: 220 },
  pegs: { sku: 'KNIJPER-HOUT', title: 'Houten wasknijpers, 3 bosjes', price: 1000, stock: 500 },
  lamp: { sku: 'LAMP-NACHT-EEND', title: 'Nachtlampje eend', price: 2750, stock: 75, ean: '8712345670054' },
  poster: {
    sku: 'POSTER-AMSTERDAM-GRACHTEN-A2-LIJST-ZWART',
    title: 'Poster Amsterdamse grachten, A2, zwarte lijst',
    price: 4450,
    stock: 25,
  },
  posterWhite: {
    sku: 'POSTER-AMSTERDAM-GRACHTEN-A2-LIJST-WIT',
    title: 'Poster Amsterdamse grachten, A2, witte lijst',
    price: 4450,
    stock: 25,
  },
  bell: { sku: 'FIETSBEL-KOPER', title: 'Fietsbel koper', price: 1649, stock: 90, ean: '8712345670061' },
  bag: { sku: 'FBA-TAS-CANVAS', title: 'Canvas tas', price: 1490, stock: 0, atAmazon: true },
  bottle: { sku: 'FBA-FLES-750', title: 'Drinkfles 750 ml', price: 2195, stock: 0, atAmazon: true },
} as const satisfies Record<string, Product>;

export type ProductName = keyof typeof catalogue;

export const products: readonly Product[] = Object.values(catalogue);

/** The listings as the Amazon sandbox takes them. */
export function listings(marketplaceIds: readonly string[]): object[] {
  return products.map((product) => ({
    sku: product.sku,
    asin: asinOf(product.sku),
    marketplaceIds,
    title: product.title,
    description: `${product.title}. Uit de voorbeeldwinkel.`,
    price: { amount: product.price / 100, currency: 'EUR' },
    ...(product.ean === undefined ? {} : { ean: product.ean }),
    ...(product.atAmazon === true ? { channel: 'AMAZON_EU' } : { quantity: 0 }),
  }));
}

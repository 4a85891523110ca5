import { marketplaceIds } from './stores.js';

/** A merchant: a seller account and an administration, and the tokens that link them. */
export interface Shop {
  readonly name: string;
  readonly sellerId: string;
  readonly division: number;
  readonly amazonRefreshToken: string;
  readonly exactRefreshToken: string;
}

/** The shop of the demo. */
export const demoShop: Shop = {
  name: 'Voorbeeldwinkel B.V.',
  sellerId: 'A000VOORBEELD1',
  division: 123_456,
  amazonRefreshToken: 'Atzr|sandbox-demo',
  exactRefreshToken: 'stampNL001.sandbox-demo',
};

const OSS: readonly (readonly [country: string, rate: number, code: string])[] = [
  ['DE', 1900, 'DE'],
  ['DE', 700, 'DE7'],
  ['FR', 2000, 'FR'],
  ['BE', 2100, 'BE'],
  ['IT', 2200, 'IT'],
  ['ES', 2100, 'ES'],
  ['AT', 2000, 'AT'],
  ['SE', 2500, 'SE'],
  ['PL', 2300, 'PL'],
];

const VAT_TABLE = [
  { name: 'Nederland hoog', when: { shipTo: 'NL', rate: 2100, collector: 'merchant' }, code: '2' },
  { name: 'Nederland laag', when: { shipTo: 'NL', rate: 900, collector: 'merchant' }, code: '1' },
  ...OSS.map(([shipTo, rate, code]) => ({
    name: `OSS ${shipTo} ${rate / 100} %`,
    when: { shipTo, rate, collector: 'merchant' },
    code,
  })),
  {
    name: 'Intracommunautair',
    when: { shipTo: OSS.map(([country]) => country), buyer: 'business', rate: 'none', collector: 'merchant' },
    code: '7',
  },
  { name: 'Amazon draagt btw af', when: { collector: 'amazon' }, code: '6' },
];

/** The connection of a Dutch shop that lets Amazon compute VAT, sends most itself and keeps some goods at Amazon. */
export function connectionRequest(shop: Shop, importOrdersFrom: Date, stockEveryMinutes: number): object {
  return {
    name: shop.name,
    amazon: { sellerId: shop.sellerId, region: 'eu', marketplaceIds, refreshToken: shop.amazonRefreshToken },
    exact: { site: 'nl', division: shop.division, refreshToken: shop.exactRefreshToken },
    settings: {
      itemGroup: 'WEB',
      paymentCondition: 'AM',
      stockWarehouses: ['1'],
      merchantOrderWarehouse: '1',
      amazonOrderWarehouse: 'FBA',
      vatTable: VAT_TABLE,
      itemVatCode: '2',
      usesVatCalculationService: true,
      shipFromCountry: 'NL',
      amazonShipFromCountry: 'DE',
      importOrdersFrom: importOrdersFrom.toISOString(),
      debtorMode: 'per-buyer',
      stock: { enabled: true, intervalMinutes: stockEveryMinutes, buffer: 0 },
    },
  };
}

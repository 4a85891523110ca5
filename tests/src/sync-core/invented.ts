import {
  amazonOrderUpdatedV1,
  exactMasterDataPublishedV1,
  type AmazonListingV1,
  type AmazonOrderPersonalDataV1,
  type AmazonOrderUpdatedV1,
  type ExactMasterDataPublishedV1,
} from '@connector/contracts';

export const STORE_NL = 'A1805IZSGTT6HS';
export const STORE_DE = 'A1PA6795UKMFR9';
export const WAREHOUSE = '6f1c1d5e-9f3a-4f0e-8a56-000000000002';
export const OTHER_WAREHOUSE = '6f1c1d5e-9f3a-4f0e-8a56-000000000003';

/** A division with two warehouses and VAT codes 2 (21 % inclusive) and 6 (none). */
export function masterData(division: number): ExactMasterDataPublishedV1 {
  const { example } = exactMasterDataPublishedV1;
  const vat = example.vatCodes[0]!;
  return Object.assign({}, example, {
    division,
    readAt: new Date().toISOString(),
    warehouses: [
      { id: WAREHOUSE, code: '1', description: 'Magazijn', isMain: true },
      { id: OTHER_WAREHOUSE, code: '2', description: 'Winkel', isMain: false },
    ],
    vatCodes: [
      vat,
      Object.assign({}, vat, { code: '6', type: 'N', percentageBasisPoints: 0, description: 'Geen btw' }),
    ],
  });
}

/** Settings that the invented division can satisfy: Amazon computes no VAT, every sale takes code 2. */
export const settings = {
  itemGroup: 'WEB',
  paymentCondition: 'AM',
  stockWarehouses: ['1'],
  vatTable: [{ name: 'Alles hoog', when: { collector: 'merchant' }, code: '2' }],
  itemVatCode: '2',
  shipFromCountry: 'NL',
  importOrdersFrom: '2026-01-01T00:00:00.000Z',
};

export interface OrderWish {
  readonly id: string;
  readonly status?: string;
  readonly sku?: string;
  readonly quantity?: number;
  readonly createdTime?: string;
  readonly lastUpdatedTime?: string;
  readonly more?: Partial<AmazonOrderUpdatedV1>;
}

/** An order of some pieces of one SKU at 10.00 each, sent by the merchant to the Netherlands. */
export function orderUpdate({ id, status, sku, quantity = 1, ...times }: OrderWish): AmazonOrderUpdatedV1 {
  const { example } = amazonOrderUpdatedV1;
  const total = { minorUnits: quantity * 1_000, currency: 'EUR' };
  const lastUpdatedTime = times.lastUpdatedTime ?? '2026-11-23T08:45:00.000Z';
  const { personalData: _sealed, ...rest } = example;
  return Object.assign(rest, {
    amazonOrderId: id,
    createdTime: times.createdTime ?? '2026-11-23T08:15:00.000Z',
    lastUpdatedTime,
    contentHash: `${lastUpdatedTime}${status ?? 'UNSHIPPED'}`.replaceAll(/\W/g, ''),
    fulfillmentStatus: status ?? 'UNSHIPPED',
    grandTotal: total,
    lines: [
      {
        orderItemId: '10000000000000000001',
        sku: sku ?? 'MUG-BLUE',
        asin: 'B000000001',
        title: 'Mug, blue',
        quantityOrdered: quantity,
        unitPrice: { minorUnits: 1_000, currency: 'EUR' },
        proceedsTotal: total,
        components: [{ type: 'ITEM', amount: total, details: [] }],
        reportingSchemes: [],
        taxCollections: [],
      },
    ],
    ...times.more,
  });
}

/** A buyer who does not exist. */
export function buyer(name = 'Jan de Vries', more: Partial<AmazonOrderPersonalDataV1> = {}): AmazonOrderPersonalDataV1 {
  return Object.assign(
    {
      buyerName: name,
      deliveryAddress: {
        name,
        addressLine1: 'Voorbeeldstraat 1',
        postalCode: '1234 AB',
        city: 'Utrecht',
        countryCode: 'NL',
      },
      giftMessages: [],
    },
    more,
  );
}

export function listing(sku: string, more: Partial<AmazonListingV1> = {}): AmazonListingV1 {
  return Object.assign(
    {
      sku,
      marketplaceId: STORE_NL,
      asin: `B0${sku.slice(0, 8)}`,
      title: `Product ${sku}`,
      identifiers: [],
      price: { minorUnits: 1_000, currency: 'EUR' },
      fulfillmentChannels: [{ code: 'DEFAULT' }],
      statuses: ['BUYABLE'],
      isVariationParent: false,
    },
    more,
  );
}

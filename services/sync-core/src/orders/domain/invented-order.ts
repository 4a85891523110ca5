import type { AmazonOrderLineV1, AmazonOrderUpdatedV1, ExactVatCodeV1, MoneyV1 } from '@connector/contracts';
import { withDefaults, type Installation } from '../../installation/domain/installation.js';
import type { CompositionFacts } from './compose-sales-order.js';

/** Parts of a line as Amazon names them, in minor units. */
export type InventedParts = Partial<
  Record<'ITEM' | 'SHIPPING' | 'GIFT_WRAP' | 'COD_FEE' | 'OTHER' | 'DISCOUNT' | 'TAX', number>
>;

/** A message's content as plain objects, which can be spread. */
type Plain<T> = T extends readonly (infer Entry)[]
  ? Plain<Entry>[]
  : T extends object
    ? { [Name in keyof T]: Plain<T[Name]> }
    : T;

export type InventedLine = Plain<AmazonOrderLineV1>;
export type InventedOrder = Plain<Omit<AmazonOrderUpdatedV1, 'personalData'>>;

/** Stores of Amazon, by the country that they are named for. */
export const store = { NL: 'A1805IZSGTT6HS', DE: 'A1PA6795UKMFR9' } as const;

export const euro = (minorUnits: number): MoneyV1 => ({ minorUnits, currency: 'EUR' });

/** A line of an order for specifications: the buyer pays its parts, with tax on top if there is any. */
export function inventedLine(parts: InventedParts, more: Partial<InventedLine> = {}): InventedLine {
  const components = Object.entries(parts).map(([type, amount]) => ({ type, amount: euro(amount), details: [] }));
  const total = components.reduce(
    (sum, { type, amount }) => sum + (type === 'DISCOUNT' ? -Math.abs(amount.minorUnits) : amount.minorUnits),
    0,
  );
  return {
    orderItemId: '10000000000000000001',
    sku: 'MUG-BLUE',
    title: 'Mug, blue',
    quantityOrdered: 1,
    proceedsTotal: euro(total),
    components,
    reportingSchemes: [],
    taxCollections: [],
    ...more,
  };
}

/** A paid order to the Netherlands that the merchant sends himself. */
export function inventedOrder(lines: InventedLine[], more: Partial<InventedOrder> = {}): InventedOrder {
  return {
    amazonOrderId: '402-1234567-1234567',
    createdTime: '2026-11-23T08:15:00.000Z',
    lastUpdatedTime: '2026-11-23T08:45:00.000Z',
    contentHash: '5f2b8c0e9d7a4b13',
    salesChannel: 'AMAZON',
    marketplaceId: store.NL,
    programs: [],
    associatedOrders: [],
    fulfillmentStatus: 'UNSHIPPED',
    fulfilledBy: 'MERCHANT',
    grandTotal: euro(lines.reduce((sum, line) => sum + (line.proceedsTotal?.minorUnits ?? 0), 0)),
    shipToCountry: 'NL',
    lines,
    withheld: [],
    ...more,
  };
}

/** An installation whose VAT table takes code 2 for 21 %, 1 for 9 %, 6 for what Amazon collects. */
export function inventedInstallation(more: Partial<Installation> = {}): Installation {
  return withDefaults({
    marketplaceIds: [store.NL, store.DE],
    itemGroup: 'WEB',
    paymentCondition: 'AM',
    stockWarehouses: ['1'],
    merchantOrderWarehouse: '1',
    amazonOrderWarehouse: 'FBA',
    itemVatCode: '2',
    usesVatCalculationService: true,
    importOrdersFrom: '2026-11-01T00:00:00.000Z',
    connectedAt: '2026-11-01T00:00:00.000Z',
    vatTable: [
      { name: 'Amazon collects', when: { collector: 'amazon' }, code: '6' },
      { name: 'high', when: { shipTo: 'NL', rate: 2100 }, code: '2' },
      { name: 'low', when: { shipTo: 'NL', rate: 900 }, code: '1' },
      { name: 'without the service', when: { shipTo: 'NL', rate: 'not-computed' }, code: 'item' },
      { name: 'to businesses abroad', when: { shipTo: 'DE', buyer: 'business', rate: 'none' }, code: '7' },
    ],
    ...more,
  });
}

export function vatCode(
  code: string,
  type: string,
  percentageBasisPoints: number,
  more: Partial<ExactVatCodeV1> = {},
): ExactVatCodeV1 {
  return {
    code,
    description: `VAT ${code}`,
    type,
    percentageBasisPoints,
    isBlocked: false,
    onEuSalesList: false,
    ...more,
  };
}

export function inventedFacts(more: Partial<CompositionFacts> = {}): CompositionFacts {
  return {
    division: {
      vatCodes: [
        vatCode('1', 'I', 900),
        vatCode('2', 'I', 2100),
        vatCode('4', 'E', 2100),
        vatCode('6', 'N', 0),
        vatCode('7', 'N', 0, { onEuSalesList: true }),
      ],
      currencies: [
        { code: 'EUR', priceDecimals: 2 },
        { code: 'JPY', priceDecimals: 2 },
        { code: 'KWD', priceDecimals: 3 },
      ],
    },
    itemVatCode: () => undefined,
    buyerHasVatNumber: false,
    ...more,
  };
}

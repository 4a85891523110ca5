/** An order line as a shopkeeper would say it; amounts are what the buyer pays, VAT included, in minor units. */
export interface LineSketch {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  /** for all pieces, before the discount */
  readonly price: number;
  readonly discount?: number;
  readonly shipping?: number;
  readonly giftWrap?: number;
  readonly giftMessage?: string;
}

export interface Buyer {
  readonly name: string;
  readonly company?: string;
  readonly vatNumber?: string;
  readonly purchaseOrderNumber?: string;
  readonly street: string;
  readonly street2?: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
}

export interface OrderSketch {
  readonly orderId: string;
  readonly marketplaceId: string;
  readonly buyer: Buyer;
  readonly lines: readonly LineSketch[];
  readonly currency: string;
  /** VAT rate that Amazon computes, in basis points; 0: none */
  readonly rate: number;
  readonly status: 'PENDING' | 'UNSHIPPED' | 'SHIPPED' | 'CANCELLED';
  readonly fulfilledByAmazon: boolean;
  /** Amazon itself pays the VAT, under this scheme */
  readonly collectedByAmazon?: string;
  readonly createdTime: string;
}

const DECIMALS: Readonly<Record<string, number>> = { JPY: 0 };

/** The order as Orders API 2026-01-01 gives it, with VAT on top of the parts (amazon-sp-api 5.6, 6.1). */
export function amazonOrder(sketch: OrderSketch): { orderId: string } & Record<string, unknown> {
  const { buyer, currency } = sketch;
  const pending = sketch.status === 'PENDING';
  const items = sketch.lines.map((line, index) => orderItem(sketch, line, index));
  const address = addressOf(buyer);
  return {
    orderId: sketch.orderId,
    createdTime: sketch.createdTime,
    programs: buyer.company === undefined ? [] : ['AMAZON_BUSINESS'],
    salesChannel: { channelName: 'AMAZON', marketplaceId: sketch.marketplaceId },
    ...(pending ? {} : { buyer: buyerOf(sketch), recipient: { deliveryAddress: address } }),
    proceeds: { grandTotal: money(sum(items.map(({ total }) => total)), currency) },
    ...(buyer.vatNumber === undefined || pending
      ? {}
      : {
          tax: {
            taxRegistrations: [
              {
                entityType: 'BUYER',
                legalName: buyer.company,
                taxRegistrationType: 'VAT',
                taxRegistrationNumber: buyer.vatNumber,
                taxRegistrationAddress: address,
              },
            ],
          },
        }),
    fulfillment: {
      fulfillmentStatus: sketch.status,
      fulfilledBy: sketch.fulfilledByAmazon ? 'AMAZON' : 'MERCHANT',
      shipByWindow: { latestDateTime: new Date(Date.parse(sketch.createdTime) + 2 * 86_400_000).toISOString() },
    },
    orderItems: items.map(({ item }) => item),
  };
}

/** What the merchant earns: all that the buyer pays, less the VAT that Amazon keeps. */
export function merchantTotal({ lines, rate, collectedByAmazon }: OrderSketch): number {
  const net = (gross: number): number => (collectedByAmazon === undefined ? gross : withoutVat(gross, rate));
  return sum(
    lines.map(
      ({ price, discount = 0, shipping = 0, giftWrap = 0 }) => net(price - discount) + net(shipping) + net(giftWrap),
    ),
  );
}

function orderItem(
  { orderId, currency, rate, collectedByAmazon, status }: OrderSketch,
  line: LineSketch,
  index: number,
): { item: object; total: number } {
  const { price, discount = 0, shipping = 0, giftWrap = 0 } = line;
  const net = { goods: withoutVat(price - discount, rate), discount: withoutVat(discount, rate) };
  const parts = [
    { type: 'ITEM', amount: net.goods + net.discount, tax: price - discount - net.goods },
    { type: 'SHIPPING', amount: withoutVat(shipping, rate), tax: shipping - withoutVat(shipping, rate) },
    { type: 'GIFT_WRAP', amount: withoutVat(giftWrap, rate), tax: giftWrap - withoutVat(giftWrap, rate) },
  ].filter(({ amount }) => amount !== 0);
  const tax = sum(parts.map((part) => part.tax));
  const total = price - discount + shipping + giftWrap;
  const breakdowns = [
    ...parts.map(({ type, amount }) => ({ type, subtotal: money(amount, currency) })),
    ...(discount === 0 ? [] : [{ type: 'DISCOUNT', subtotal: money(-net.discount, currency) }]),
    ...(tax === 0
      ? []
      : [
          {
            type: 'TAX',
            subtotal: money(tax, currency),
            detailedBreakdowns: parts.map((part) => ({ subtype: part.type, value: money(part.tax, currency) })),
          },
        ]),
  ];
  const cancelled = status === 'CANCELLED';
  const item = {
    orderItemId: `${orderId.replaceAll('-', '').slice(0, 13)}${index + 1}`,
    quantityOrdered: line.quantity,
    product: { sellerSku: line.sku, asin: asinOf(line.sku), title: line.title },
    proceeds: { proceedsTotal: money(total, currency), breakdowns },
    fulfillment: {
      quantityFulfilled: status === 'SHIPPED' ? line.quantity : 0,
      quantityUnfulfilled: status === 'SHIPPED' || cancelled ? 0 : line.quantity,
      ...(line.giftMessage === undefined
        ? {}
        : { packing: { giftOption: { giftMessage: line.giftMessage, giftWrapLevel: 'classic' } } }),
    },
    ...(cancelled ? { cancellation: { cancellationExecution: { cancelledBy: 'BUYER' } } } : {}),
    ...(collectedByAmazon === undefined
      ? {}
      : {
          tax: {
            taxCalculationBreakdowns: [{ reportingScheme: collectedByAmazon }],
            taxCollections: [{ model: 'MARKETPLACE_FACILITATOR', responsibleParty: 'Amazon Services, Inc.' }],
          },
        }),
  };
  return { item, total };
}

function buyerOf({ orderId, buyer, fulfilledByAmazon }: OrderSketch): object {
  return {
    buyerName: buyer.name,
    ...(fulfilledByAmazon
      ? {}
      : { buyerEmail: `${orderId.replaceAll('-', '').slice(-14)}@marketplace.amazon.example` }),
    ...(buyer.company === undefined ? {} : { buyerCompanyName: buyer.company }),
    ...(buyer.purchaseOrderNumber === undefined ? {} : { buyerPurchaseOrderNumber: buyer.purchaseOrderNumber }),
  };
}

function addressOf(buyer: Buyer): object {
  return {
    name: buyer.name,
    ...(buyer.company === undefined ? {} : { companyName: buyer.company }),
    addressLine1: buyer.street,
    ...(buyer.street2 === undefined ? {} : { addressLine2: buyer.street2 }),
    postalCode: buyer.postalCode,
    city: buyer.city,
    countryCode: buyer.country,
    addressType: buyer.company === undefined ? 'RESIDENTIAL' : 'COMMERCIAL',
  };
}

function money(minorUnits: number, currencyCode: string): { amount: string; currencyCode: string } {
  const decimals = DECIMALS[currencyCode] ?? 2;
  return { amount: (minorUnits / 10 ** decimals).toFixed(decimals), currencyCode };
}

/** An ASIN that follows from the SKU, as the catalogue of the demo has it. */
export function asinOf(sku: string): string {
  const number = Array.from(sku).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 100_000_000, 7);
  return `B0${String(number).padStart(8, '0')}`;
}

const withoutVat = (gross: number, rate: number): number => Math.round((gross * 10_000) / (10_000 + rate));

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

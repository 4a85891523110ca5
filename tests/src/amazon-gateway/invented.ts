/** An order of Orders API 2026-01-01 as the sandbox takes it; everything in it is invented. */
export interface InventedOrder {
  readonly orderId: string;
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly [part: string]: unknown;
}

export const NL = 'A1805IZSGTT6HS';
export const DE = 'A1PA6795UKMFR9';

/** What must never be seen in the clear. */
export const SECRETS = {
  name: 'Griet van der Testlaan',
  street: 'Verzonnenstraat 17-3',
  postalCode: '1234 ZZ',
  phone: '+31 6 00000000',
  email: 'k3v9testalias@marketplace.amazon.example',
  gift: 'Van harte, jouw verzonnen nicht',
} as const;

export const orderIdOf = (number: number): string => `402-${String(number).padStart(7, '0')}-0000001`;

/** A paid order of one mug; `at`: when it was placed and last changed. */
export function inventedOrder(number: number, at: Date, change: Readonly<Record<string, unknown>> = {}): InventedOrder {
  const money = (amount: string): object => ({ amount, currencyCode: 'EUR' });
  return {
    orderId: orderIdOf(number),
    createdTime: at.toISOString(),
    lastUpdatedTime: at.toISOString(),
    programs: [],
    salesChannel: { channelName: 'AMAZON', marketplaceId: NL },
    buyer: { buyerName: SECRETS.name, buyerEmail: SECRETS.email },
    recipient: {
      deliveryAddress: {
        name: SECRETS.name,
        addressLine1: SECRETS.street,
        postalCode: SECRETS.postalCode,
        city: 'Testdam',
        countryCode: 'NL',
        phone: SECRETS.phone,
      },
    },
    proceeds: { grandTotal: money('12.10') },
    fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
    orderItems: [
      {
        orderItemId: '9007199254740993123',
        quantityOrdered: 1,
        product: { sellerSku: 'MUG', asin: 'B000000001', title: 'Mug' },
        proceeds: {
          proceedsTotal: money('12.10'),
          breakdowns: [
            { type: 'ITEM', subtotal: money('10.00') },
            { type: 'TAX', subtotal: money('2.10'), detailedBreakdowns: [{ subtype: 'ITEM', value: money('2.10') }] },
          ],
        },
        fulfillment: {
          quantityFulfilled: 0,
          quantityUnfulfilled: 1,
          packing: { giftOption: { giftMessage: SECRETS.gift } },
        },
      },
    ],
    ...change,
  };
}

export function inventedListing(sku: string, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    sku,
    asin: 'B000000001',
    marketplaceIds: [NL],
    title: `Mug ${sku}`,
    ean: '8710000000017',
    price: { amount: 12.1, currency: 'EUR' },
    quantity: 3,
    ...change,
  };
}

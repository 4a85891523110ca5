import { amazonOrder, catalogue, stores, type OrderSketch, type ProductName, type Shop } from '@connector/demo';

/** The merchant of the run; its tokens are marks too. */
export const markedShop: Shop = {
  name: 'Zqwinkel B.V.',
  sellerId: 'A000ZQWATCHED',
  division: 300_001,
  amazonRefreshToken: 'Atzr|zqrefresh0amazon',
  exactRefreshToken: 'stampNL001.zqrefresh0exact',
};

export interface MarkedOrders {
  readonly orders: readonly { readonly orderId: string; readonly first: object }[];
  /** what must be found nowhere: each buyer's every field, a word of its own */
  readonly marks: readonly string[];
}

const PRODUCTS = ['mug', 'clogs', 'waffles', 'lamp'] as const satisfies readonly ProductName[];

/** Orders whose buyers' every field is a mark that occurs nowhere else. */
export function markedOrders(count: number, now: Date): MarkedOrders {
  const marks: string[] = [];
  const mark = (field: string): string => {
    const word = `zq${field}${marks.length.toString(36).padStart(4, '0')}x`;
    marks.push(word);
    return word;
  };
  const orders = Array.from({ length: count }, (_, index) => {
    const orderId = `403-${String(1_000_000 + index)}-${String(2_000_000 + index)}`;
    const { sku, title, price } = catalogue[PRODUCTS[index % PRODUCTS.length]!];
    const sketch: OrderSketch = {
      orderId,
      marketplaceId: stores.nl.marketplaceId,
      currency: 'EUR',
      rate: 2_100,
      status: 'UNSHIPPED',
      fulfilledByAmazon: false,
      createdTime: now.toISOString(),
      buyer: {
        name: `${mark('voornaam')} ${mark('achternaam')}`,
        street: `${mark('straat')} ${index + 1}`,
        street2: mark('tweede'),
        postalCode: '1234 AB',
        city: mark('plaats'),
        country: 'NL',
        purchaseOrderNumber: mark('bestelnr'),
        ...(index % 3 === 0 ? { company: `${mark('bedrijf')} B.V.` } : {}),
      },
      lines: [{ sku, title, quantity: 1, price, giftWrap: 250, giftMessage: mark('wens') }],
    };
    return { orderId, first: withMore(amazonOrder(sketch), mark) };
  });
  return { orders, marks };
}

interface RawOrder {
  readonly buyer: object;
  readonly recipient: { readonly deliveryAddress: object };
}

/** The fields that the demo's orders do not have. */
function withMore(order: object, mark: (field: string) => string): object {
  const { buyer, recipient, ...rest } = order as RawOrder;
  return {
    ...rest,
    buyer: { ...buyer, buyerEmail: `${mark('post')}@marketplace.amazon.example` },
    recipient: {
      ...recipient,
      deliveryAddress: {
        ...recipient.deliveryAddress,
        addressLine3: mark('derde'),
        phone: `06-${mark('telefoon')}`,
        districtOrCounty: mark('streek'),
      },
      deliveryPreference: { addressInstruction: mark('aanwijzing') },
    },
  };
}

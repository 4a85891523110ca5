/** An order of Orders API 2026-01-01, as far as the sandbox looks into it; everything else is passed on as it was given. */
export interface AmazonOrder {
  readonly orderId: string;
  createdTime: string;
  lastUpdatedTime: string;
  salesChannel: { channelName: string; marketplaceId?: string };
  buyer?: object;
  recipient?: object;
  proceeds?: object;
  payment?: object;
  tax?: object;
  fulfillment?: { fulfillmentStatus: string; fulfilledBy?: string };
  packages?: object[];
  orderItems: AmazonOrderItem[];
  [other: string]: unknown;
}

export interface AmazonOrderItem {
  readonly orderItemId: string;
  quantityOrdered: number;
  proceeds?: object;
  promotion?: object;
  cancellation?: object;
  fulfillment?: object;
  tax?: object;
  expense?: object;
  [other: string]: unknown;
}

/** The data sets of `includedData` and the parts of order and item that belong to each (amazon-sp-api 5.2, 5.6). */
const DATA_SETS: Readonly<Record<string, { readonly order: readonly string[]; readonly item: readonly string[] }>> = {
  BUYER: { order: ['buyer'], item: [] },
  RECIPIENT: { order: ['recipient'], item: [] },
  PROCEEDS: { order: ['proceeds'], item: ['proceeds'] },
  EXPENSE: { order: [], item: ['expense'] },
  PROMOTION: { order: [], item: ['promotion'] },
  CANCELLATION: { order: [], item: ['cancellation'] },
  FULFILLMENT: { order: ['fulfillment'], item: ['fulfillment'] },
  PACKAGES: { order: ['packages'], item: [] },
  TAX: { order: ['tax'], item: ['tax'] },
  PAYMENT: { order: ['payment'], item: [] },
  FULFILLMENT_ORDERS: { order: ['fulfillmentOrders'], item: [] },
};

export const dataSetNames = Object.keys(DATA_SETS);

/** The data sets that a restricted role opens. */
export const personalDataSets = ['BUYER', 'RECIPIENT', 'TAX'];

/**
 * The order without the parts that were not asked for, without personal data that the seller's roles do not give, and without
 * what Amazon never tells of such an order (amazon-sp-api 5.4, 5.5, 5.7).
 */
export function orderAsAnswered(order: AmazonOrder, included: readonly string[], personalData: boolean): object {
  const asked = personalData ? included : included.filter((name) => !personalDataSets.includes(name));
  const hidden = Object.entries(DATA_SETS).filter(([name]) => !asked.includes(name));
  const hiddenOfOrder = new Set([...hidden.flatMap(([, parts]) => parts.order), ...untold(order)]);
  const hiddenOfItem = new Set(hidden.flatMap(([, parts]) => parts.item));
  const shown = fulfilledByAmazon(order) ? withoutContact(order) : order;
  return {
    ...without(shown, hiddenOfOrder),
    orderItems: order.orderItems.map((item) => without(item, hiddenOfItem)),
  };
}

/** An order that is not paid has no address; one of Amazon's has no packages. */
function untold(order: AmazonOrder): string[] {
  const status = order.fulfillment?.fulfillmentStatus;
  return [
    ...(status === 'PENDING' || status === 'PENDING_AVAILABILITY' ? ['recipient'] : []),
    ...(fulfilledByAmazon(order) ? ['packages'] : []),
  ];
}

const fulfilledByAmazon = (order: AmazonOrder): boolean => order.fulfillment?.fulfilledBy === 'AMAZON';

/** Amazon gives neither phone nor e-mail of a buyer to whom it sends the goods itself. */
function withoutContact(order: AmazonOrder): AmazonOrder {
  const { buyer, recipient } = order as { buyer?: object; recipient?: { deliveryAddress?: object } };
  return {
    ...order,
    ...(buyer === undefined ? {} : { buyer: without(buyer, new Set(['buyerEmail'])) }),
    ...(recipient?.deliveryAddress === undefined
      ? {}
      : { recipient: { ...recipient, deliveryAddress: without(recipient.deliveryAddress, new Set(['phone'])) } }),
  };
}

function without(from: object, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.has(name)));
}

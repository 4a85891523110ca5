import type { AmazonOrder, AmazonOrderItem } from '../orders/order-model.js';

/** What may change of an order so that Amazon tells it (amazon-sp-api 9); every other change is told to nobody. */
export const orderChangeTypes = ['BuyerRequestedChange', 'DeliveryTipChange', 'OrderStatusChange'] as const;
export type OrderChangeType = (typeof orderChangeTypes)[number];

const REASONS: Readonly<Record<OrderChangeType, string>> = {
  BuyerRequestedChange: 'Buyer Requested Cancel',
  DeliveryTipChange: 'Delivery Tip Changed',
  OrderStatusChange: 'Order Status Changed',
};

/** The words of Orders v0, which stayed in the notification. */
const STATUSES: Readonly<Record<string, string>> = {
  PENDING_AVAILABILITY: 'PendingAvailability',
  PENDING: 'Pending',
  UNSHIPPED: 'Unshipped',
  PARTIALLY_SHIPPED: 'PartiallyShipped',
  SHIPPED: 'Shipped',
  CANCELLED: 'Canceled',
  UNFULFILLABLE: 'Unfulfillable',
};

export function orderChangesOf(before: AmazonOrder | undefined, after: AmazonOrder): OrderChangeType[] {
  const changed = (of: (order: AmazonOrder) => unknown): boolean =>
    before === undefined ? of(after) !== undefined : of(before) !== of(after);
  return [
    ...(changed((order) => order.fulfillment?.fulfillmentStatus) ? (['OrderStatusChange'] as const) : []),
    ...(after.orderItems.some(wantsCancel) && changed(({ orderItems }) => orderItems.filter(wantsCancel).length)
      ? (['BuyerRequestedChange'] as const)
      : []),
    ...(changed(tipOf) ? (['DeliveryTipChange'] as const) : []),
  ];
}

/** `Payload` of ORDER_CHANGE 1.0. */
export function orderChangePayload(
  sellerId: string,
  order: AmazonOrder,
  type: OrderChangeType,
  personalData: boolean,
): object {
  const { recipient, fulfillment } = order as {
    recipient?: { deliveryAddress?: { postalCode?: string } };
    fulfillment?: { fulfillmentStatus: string; fulfilledBy?: string };
  };
  const shipped = ({ fulfillment: part = {} }: AmazonOrderItem): number => {
    const { quantityFulfilled = 0 }: { quantityFulfilled?: number } = part;
    return quantityFulfilled;
  };
  const sum = (count: (item: AmazonOrderItem) => number): number =>
    order.orderItems.reduce((total, item) => total + count(item), 0);
  return {
    OrderChangeNotification: {
      NotificationLevel: 'OrderLevel',
      SellerId: sellerId,
      AmazonOrderId: order.orderId,
      OrderChangeType: type,
      OrderChangeTrigger: { TimeOfOrderChange: order.lastUpdatedTime, ChangeReason: REASONS[type] },
      Summary: {
        MarketplaceId: order.salesChannel.marketplaceId ?? '',
        OrderStatus: STATUSES[fulfillment?.fulfillmentStatus ?? ''] ?? 'Pending',
        PurchaseDate: order.createdTime,
        DestinationPostalCode: personalData ? (recipient?.deliveryAddress?.postalCode ?? null) : null,
        FulfillmentType: fulfillment?.fulfilledBy === 'AMAZON' ? 'AFN' : 'MFN',
        OrderType: 'StandardOrder',
        NumberOfItemsShipped: sum(shipped),
        NumberOfItemsUnshipped: sum((item) => item.quantityOrdered - shipped(item)),
        OrderItems: order.orderItems.map((item) => ({
          OrderItemId: item.orderItemId,
          SellerSKU: (item['product'] as { sellerSku?: string } | undefined)?.sellerSku ?? '',
          SupplySourceId: null,
          OrderItemStatus: shipped(item) >= item.quantityOrdered ? 'Shipped' : 'Unshipped',
          Quantity: item.quantityOrdered,
          QuantityShipped: shipped(item),
          IsBuyerRequestedCancel: wantsCancel(item),
        })),
      },
    },
  };
}

function wantsCancel({ cancellation }: AmazonOrderItem): boolean {
  const { cancellationRequest } = (cancellation ?? {}) as { cancellationRequest?: { requester?: string } };
  return cancellationRequest?.requester === 'BUYER';
}

function tipOf({ proceeds }: AmazonOrder): string | undefined {
  const { breakdowns = [] } = (proceeds ?? {}) as {
    breakdowns?: { type: string; subtotal?: { amount?: string } }[];
  };
  return breakdowns.find(({ type }) => type === 'DELIVERY_TIP')?.subtotal?.amount;
}

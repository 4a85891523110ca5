import { read } from '../selling-partner-api/answer-reader.js';

/** That an order changed. Nothing else of a notification is believed or kept: the order is read again. */
export interface OrderChange {
  readonly notificationId: string;
  readonly sellerId: string;
  readonly amazonOrderId: string;
}

const ORDER_ID = /^\d{3}-\d{7}-\d{7}$/;

/** Undefined: it is no notification of a changed order. Its words are those of Orders v0 (amazon-sp-api 9), so no state is read. */
export function orderChangeIn(body: string): OrderChange | undefined {
  let message;
  try {
    message = read.object(JSON.parse(body));
  } catch {
    return undefined;
  }
  if (message['NotificationType'] !== 'ORDER_CHANGE') return undefined;
  const change = read.object(read.object(message['Payload'])['OrderChangeNotification']);
  const notificationId = read.text(read.object(message['NotificationMetadata'])['NotificationId']);
  const [sellerId, amazonOrderId] = [read.text(change['SellerId']), read.text(change['AmazonOrderId'])];
  if (notificationId === undefined || sellerId === undefined || amazonOrderId === undefined) return undefined;
  return ORDER_ID.test(amazonOrderId) && notificationId.length <= 200
    ? { notificationId, sellerId, amazonOrderId }
    : undefined;
}

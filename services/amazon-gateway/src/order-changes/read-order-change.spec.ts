import { describe, expect, it } from '@jest/globals';
import { anything, assert, property } from 'fast-check';
import { orderChangeIn } from './read-order-change.js';

const notification = (change: object = {}, metadata: object = { NotificationId: 'n-1' }): object => ({
  NotificationVersion: '1.0',
  NotificationType: 'ORDER_CHANGE',
  PayloadVersion: '1.0',
  EventTime: '2026-11-23T10:00:00.000Z',
  Payload: {
    OrderChangeNotification: {
      SellerId: 'A000TEST',
      AmazonOrderId: '402-1234567-1234567',
      Summary: { OrderStatus: 'Unshipped', DestinationPostalCode: '1234 ZZ' },
      ...change,
    },
  },
  NotificationMetadata: metadata,
});

describe('A notification of a changed order', () => {
  it('is a hint: only which order of which seller, and the number by which its copies are known', () => {
    expect(orderChangeIn(JSON.stringify(notification()))).toEqual({
      notificationId: 'n-1',
      sellerId: 'A000TEST',
      amazonOrderId: '402-1234567-1234567',
    });
  });

  it.each([
    ['of another type', { ...notification(), NotificationType: 'ANY_OFFER_CHANGED' }],
    ['without a number', notification({}, {})],
    ['without a seller', notification({ SellerId: undefined })],
    ['with an order id that is none', notification({ AmazonOrderId: '402-1/../1' })],
  ])('is none when it is %s', (_what, message) => {
    expect(orderChangeIn(JSON.stringify(message))).toBeUndefined();
  });

  it('is read or none, whatever lies in the queue', () => {
    assert(
      property(anything({ maxDepth: 3 }), (junk) => {
        expect(() => orderChangeIn(JSON.stringify([junk]))).not.toThrow();
        expect(() => orderChangeIn(JSON.stringify({ ...notification(), Payload: junk }))).not.toThrow();
      }),
    );
    expect(orderChangeIn('{')).toBeUndefined();
  });
});

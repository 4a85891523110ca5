import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AmazonModels, amazonModels } from '../testing/amazon-models.js';
import { QueueClient } from '../testing/queue-client.js';
import { DE, listing, NL, order, StartedSandbox, type Client } from '../testing/started-sandbox.js';

interface OrderChange {
  readonly NotificationType: string;
  readonly EventTime: string;
  readonly Payload: {
    readonly OrderChangeNotification: {
      readonly AmazonOrderId: string;
      readonly OrderChangeType: string;
      readonly Summary: Readonly<Record<string, unknown>>;
    };
  };
  readonly NotificationMetadata: { readonly NotificationId: string; readonly PublishTime: string };
}

describe('Notifications in a queue', () => {
  let sandbox: StartedSandbox;
  let client: Client;
  let application: Client;
  let queue: QueueClient;
  let destinationId: string;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller();
    application = await sandbox.application();
    const { arn, url } = await sandbox.control<{ arn: string; url: string }>('POST', '/queues', { name: 'orders' });
    queue = new QueueClient(url);
    const { body } = await application.call<{ payload: { destinationId: string } }>(
      'POST',
      '/notifications/v1/destinations',
      { body: { name: 'orders', resourceSpecification: { sqs: { arn } } } },
    );
    destinationId = body.payload.destinationId;
  });
  afterEach(() => sandbox.close());

  const subscribe = async (type: string, eventFilter?: object, caller = client): Promise<void> => {
    const processingDirective =
      eventFilter === undefined
        ? {}
        : { processingDirective: { eventFilter: { eventFilterType: type, ...eventFilter } } };
    const body = { payloadVersion: '1.0', destinationId, ...processingDirective };
    const { status } = await caller.call('POST', `/notifications/v1/subscriptions/${type}`, { body });
    expect(status).toBe(200);
  };
  const item = { orderItemId: '79039765272157', quantityOrdered: 2, product: { sellerSku: 'SKU-1' } };
  const place = (number: number, parts: object = {}): Promise<unknown> =>
    sandbox.control('POST', '/sellers/A1SELLER/orders', order(number, { orderItems: [item], ...parts }));
  const change = (number: number, parts: object): Promise<unknown> =>
    sandbox.control('PATCH', `/sellers/A1SELLER/orders/402-${String(number).padStart(7, '0')}-1234567`, parts);
  const taken = async (): Promise<OrderChange[]> => {
    await sandbox.advance(11);
    return queue.take<OrderChange>();
  };
  const held = (schema: string, message: unknown): void => {
    if (!AmazonModels.present) return;
    const validate = amazonModels.schema(`notification-schemas/${schema}.json`);
    expect([validate(message), validate.errors]).toEqual([true, null]);
  };

  it('tell of a new order and of each change of its status, seconds later, in the words of v0', async () => {
    await subscribe('ORDER_CHANGE');
    const fulfillment = { fulfillmentStatus: 'PENDING', fulfilledBy: 'AMAZON' };
    await place(1, { fulfillment });
    expect(await queue.take()).toEqual([]);
    const [placed] = await taken();
    held('OrderChangeNotification', placed);
    expect(placed!.Payload.OrderChangeNotification).toMatchObject({
      AmazonOrderId: '402-0000001-1234567',
      OrderChangeType: 'OrderStatusChange',
      Summary: { OrderStatus: 'Pending', FulfillmentType: 'AFN', MarketplaceId: NL },
    });
    await change(1, { fulfillment: { ...fulfillment, fulfillmentStatus: 'CANCELLED' } });
    const [cancelled] = await taken();
    expect(cancelled!.Payload.OrderChangeNotification.Summary['OrderStatus']).toBe('Canceled');
    expect(cancelled!.NotificationMetadata.NotificationId).not.toBe(placed!.NotificationMetadata.NotificationId);
  });

  it('tell of a buyer who wants to cancel, and nothing of another address', async () => {
    await place(1);
    await subscribe('ORDER_CHANGE');
    await change(1, { recipient: { deliveryAddress: { city: 'Gent', countryCode: 'BE' } } });
    expect(await taken()).toEqual([]);
    const cancellation = { cancellationRequest: { requester: 'BUYER' } };
    await change(1, { orderItems: [{ ...item, cancellation }] });
    const [wish] = await taken();
    expect(wish!.Payload.OrderChangeNotification.OrderChangeType).toBe('BuyerRequestedChange');
  });

  it('pass the filter of the subscription', async () => {
    await subscribe('ORDER_CHANGE', { marketplaceIds: [DE], orderChangeTypes: ['OrderStatusChange'] });
    await place(1);
    await place(2, { salesChannel: { channelName: 'AMAZON', marketplaceId: DE } });
    const told = await taken();
    expect(told.map(({ Payload }) => Payload.OrderChangeNotification.AmazonOrderId)).toEqual(['402-0000002-1234567']);
  });

  it('carry no postal code where the application has no role for it', async () => {
    await subscribe('ORDER_CHANGE', {}, await sandbox.seller({ personalData: false }));
    const recipient = { deliveryAddress: { postalCode: '1011 AB', countryCode: 'NL' } };
    await place(1, { recipient });
    expect((await taken())[0]!.Payload.OrderChangeNotification.Summary['DestinationPostalCode']).toBeNull();
  });

  it('come twice with one id now and then, and as late as they are told to', async () => {
    await subscribe('ORDER_CHANGE');
    await sandbox.control('PUT', '/notifications', { delaySeconds: 600, duplicates: 1 });
    await place(1);
    expect(await taken()).toEqual([]);
    await sandbox.advance(600);
    const ids = (await queue.take<OrderChange>()).map(
      ({ NotificationMetadata }) => NotificationMetadata.NotificationId,
    );
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it('tell that a report and a feed have ended, without anybody asking for them', async () => {
    await sandbox.control('POST', '/sellers/A1SELLER/listings', listing('A'));
    await subscribe('REPORT_PROCESSING_FINISHED');
    await subscribe('FEED_PROCESSING_FINISHED');
    const body = { reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', marketplaceIds: [NL] };
    const report = await client.call('POST', '/reports/2021-06-30/reports', { body });
    await sandbox.advance(200);
    const [ended] = await queue.take();
    held('ReportProcessingFinishedNotification', ended);
    expect(ended).toMatchObject({
      payload: {
        reportProcessingFinishedNotification: { reportId: report.body['reportId'], processingStatus: 'DONE' },
      },
    });
    const made = await client.call('POST', '/feeds/2021-06-30/documents', {
      body: { contentType: 'application/json' },
    });
    const inputFeedDocumentId = made.body['feedDocumentId'];
    const feedBody = { feedType: 'JSON_LISTINGS_FEED', marketplaceIds: [NL], inputFeedDocumentId };
    const feed = await client.call('POST', '/feeds/2021-06-30/feeds', { body: feedBody });
    await sandbox.advance(3_000);
    const [fatal] = await queue.take();
    held('FeedProcessingFinishedNotification', fatal);
    expect(fatal).toMatchObject({
      payload: { feedProcessingFinishedNotification: { feedId: feed.body['feedId'], processingStatus: 'FATAL' } },
    });
  });

  it('announce the end of the client secret and bring the new one, while the old lives on for a week', async () => {
    await subscribe('APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY', undefined, application);
    await subscribe('APPLICATION_OAUTH_CLIENT_NEW_SECRET', undefined, application);
    await sandbox.advance(91 * 86_400);
    await queue.receive();
    await sandbox.advance(60);
    const [expiry] = await queue.take();
    expect(expiry).toMatchObject({
      notificationType: 'APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY',
      payload: { applicationOAuthClientSecretExpiry: { clientSecretExpiryReason: 'PERIODIC_ROTATION' } },
    });
    const rotation = await sandbox.application('sellingpartnerapi::client_credential:rotation');
    expect((await rotation.call('POST', '/applications/2023-11-30/clientSecret')).status).toBe(204);
    await sandbox.advance(11);
    const [fresh] = await queue.take<{ payload: { applicationOAuthClientNewSecret: { newClientSecret: string } } }>();
    const { newClientSecret: client_secret } = fresh!.payload.applicationOAuthClientNewSecret;
    const form = { grant_type: 'refresh_token', refresh_token: 'Atzr|A1SELLER' };
    expect((await sandbox.token({ ...form, client_secret })).status).toBe(200);
    expect((await sandbox.token(form)).status).toBe(200);
    await sandbox.advance(7 * 86_400);
    expect((await sandbox.token(form)).body['error']).toBe('invalid_client');
    expect((await sandbox.token({ ...form, client_secret })).status).toBe(200);
  });

  it('are sent for a test', async () => {
    const testNotification = { NotificationType: 'ORDER_CHANGE', Payload: { test: true } };
    const path = '/notifications/v1/subscriptions/ORDER_CHANGE/testNotification';
    expect((await application.call('POST', path, { body: { destinationId, testNotification } })).status).toBe(200);
    await sandbox.advance(11);
    expect(await queue.take()).toEqual([testNotification]);
    expect((await client.call('POST', path, { body: { destinationId } })).status).toBe(403);
  });
});

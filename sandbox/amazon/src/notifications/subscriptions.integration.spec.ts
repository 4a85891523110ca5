import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartedSandbox, type Answered, type Client } from '../testing/started-sandbox.js';

const ARN = 'arn:aws:sqs:eu-west-1:444455556666:orders';

describe('Notifications API v1', () => {
  let sandbox: StartedSandbox;
  let client: Client;
  let application: Client;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller();
    application = await sandbox.application();
    await sandbox.control('POST', '/queues', { name: 'orders' });
  });
  afterEach(() => sandbox.close());

  const destination = (name: string, resourceSpecification: object): Promise<Answered> =>
    application.call('POST', '/notifications/v1/destinations', { body: { name, resourceSpecification } });
  const payload = async (answer: Promise<Answered>): Promise<Record<string, unknown>> => {
    const { status, body } = await answer;
    expect(status).toBe(200);
    return body['payload'] as Record<string, unknown>;
  };
  const subscribe = (type: string, body: object): Promise<Answered> =>
    client.call('POST', `/notifications/v1/subscriptions/${type}`, { body: { payloadVersion: '1.0', ...body } });

  it('keeps destinations of the application, with its own token', async () => {
    const { destinationId } = await payload(destination('orders', { sqs: { arn: ARN } }));
    const path = `/notifications/v1/destinations/${String(destinationId)}`;
    expect(await payload(application.call('GET', path))).toMatchObject({
      name: 'orders',
      resource: { sqs: { arn: ARN } },
    });
    expect(await payload(application.call('GET', '/notifications/v1/destinations'))).toHaveLength(1);
    expect((await client.call('GET', path)).status).toBe(403);
    expect((await application.call('DELETE', path)).status).toBe(200);
    expect((await application.call('GET', path)).status).toBe(404);
  });

  it('takes a standard queue or EventBridge, one of them, once under a name', async () => {
    expect((await destination('a', { sqs: { arn: 'queue' } })).status).toBe(400);
    expect((await destination('a', { sqs: { arn: `${ARN}.fifo` } })).status).toBe(400);
    expect((await destination('a', {})).status).toBe(400);
    await sandbox.control('POST', '/queues', { name: 'closed', allowsAmazon: false });
    expect((await destination('a', { sqs: { arn: ARN.replace('orders', 'closed') } })).status).toBe(400);
    expect((await destination('a', { sqs: { arn: ARN.replace('orders', 'none') } })).status).toBe(400);
    await sandbox.advance(10);
    const bridge = { eventBridge: { accountId: '444455556666', region: 'eu-west-1' } };
    expect((await destination('a', bridge)).status).toBe(200);
    expect((await destination('a', bridge)).status).toBe(409);
  });

  it('subscribes a seller once to a type; by its id the application sees and ends the subscription', async () => {
    const { destinationId } = await payload(destination('orders', { sqs: { arn: ARN } }));
    const processingDirective = {
      eventFilter: { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['OrderStatusChange', 'BuyerRequestedChange'] },
    };
    const made = await payload(subscribe('ORDER_CHANGE', { destinationId, processingDirective }));
    expect(await payload(client.call('GET', '/notifications/v1/subscriptions/ORDER_CHANGE'))).toEqual(made);
    expect((await subscribe('ORDER_CHANGE', { destinationId })).status).toBe(409);
    const query = { notificationTypes: 'ORDER_CHANGE' };
    const listed = await payload(client.call('GET', '/notifications/v1/subscriptions', { query }));
    expect(listed).toEqual({ subscriptions: [made] });
    const path = `/notifications/v1/subscriptions/ORDER_CHANGE/${String(made['subscriptionId'])}`;
    expect(await payload(application.call('GET', path))).toEqual(made);
    expect((await client.call('GET', path)).status).toBe(403);
    expect((await application.call('DELETE', path)).status).toBe(200);
    expect((await client.call('GET', '/notifications/v1/subscriptions/ORDER_CHANGE')).status).toBe(404);
  });

  it('refuses types that do not exist or go elsewhere, unknown changes, and two filters at once', async () => {
    const { destinationId } = await payload(destination('orders', { sqs: { arn: ARN } }));
    expect((await subscribe('ORDER_STATUS_CHANGE', { destinationId })).status).toBe(400);
    expect((await subscribe('LISTINGS_ITEM_STATUS_CHANGE', { destinationId })).status).toBe(400);
    const eventFilter = { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: ['Other'] };
    expect((await subscribe('ORDER_CHANGE', { destinationId, processingDirective: { eventFilter } })).status).toBe(400);
    const both = { eventFilter: { eventFilterType: 'ORDER_CHANGE' }, filterExpression: 'x' };
    expect((await subscribe('ORDER_CHANGE', { destinationId, processingDirective: both })).status).toBe(400);
    expect((await client.call('GET', '/notifications/v1/subscriptions/ORDER_CHANGE')).status).toBe(404);
  });
});

describe('Sellers API v1', () => {
  it('shows the stores of the seller with their true country and currency, a non-Amazon one, and the account', async () => {
    const sandbox = await StartedSandbox.start();
    const seller = await sandbox.seller({
      marketplaceIds: ['A1F83G8C2ARO7P', 'A2NODRKZP88ZB9'],
      suspendedMarketplaceIds: ['A2NODRKZP88ZB9'],
    });
    const { body } = await seller.call('GET', '/sellers/v1/marketplaceParticipations');
    expect(body['payload']).toMatchObject([
      {
        marketplace: { countryCode: 'GB', defaultCurrencyCode: 'GBP' },
        participation: { hasSuspendedListings: false },
      },
      { marketplace: { countryCode: 'SE', defaultCurrencyCode: 'SEK' }, participation: { hasSuspendedListings: true } },
      { marketplace: { id: 'A2ZV50J4W1RKNI', name: 'Non-Amazon' }, participation: { isParticipating: true } },
    ]);
    expect((await seller.call('GET', '/sellers/v1/account')).status).toBe(200);
    await sandbox.close();
  });
});

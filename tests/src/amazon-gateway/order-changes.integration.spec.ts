import { AWS_KEY } from '@connector/sandbox-amazon';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inventedOrder, orderIdOf, SECRETS } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';
import { until } from './until.js';

const DAY_MS = 86_400_000;

describe('The amazon-gateway is told of order changes by a queue', () => {
  let stage: Stage;
  let queue: { arn: string; url: string };
  const before = { ...process.env };
  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = AWS_KEY.id;
    process.env['AWS_SECRET_ACCESS_KEY'] = AWS_KEY.secret;
    stage = await setStage('amazon_gateway_changes');
  });
  beforeEach(async () => {
    await stage.reset();
    queue = await stage.sandbox.send<{ arn: string; url: string }>('POST', '/queues', { name: 'orders' });
    stage.environment.ORDER_CHANGE_QUEUE_URL = queue.url;
    stage.environment.ORDER_CHANGE_QUEUE_ARN = queue.arn;
  });
  afterAll(async () => {
    await stage.stop();
    process.env = before;
  });

  const idsOf = async (shop: Shop): Promise<string[]> =>
    (await shop.orders()).map(({ amazonOrderId }) => amazonOrderId);
  const now = (): Date => new Date(stage.time.now());

  it('subscribes a seller once, reads a changed order by getOrder long before the next poll, and copies once', async () => {
    await stage.sandbox.send('PUT', '/queues/orders', { duplicates: 0.5 });
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, now())] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await until('The subscription', async () =>
      (await shop.calls('createSubscription')).length === 1 ? true : undefined,
    );
    const polls = (await shop.calls('searchOrders')).length;
    const since = now().getTime();
    await shop.put(
      'orders',
      [2, 3, 4, 5].map((number) => inventedOrder(number, now())),
    );
    await shop.until('The orders', async () => {
      await stage.time.advance(5);
      return (await idsOf(shop)).length >= 4;
    });
    await shop.until('An empty queue', async () => {
      await stage.time.advance(5);
      return (await stage.query(`SELECT 1 FROM amazon_gateway.changed_order`)).length === 0;
    });
    const ids = await idsOf(shop);
    for (const number of [2, 3, 4, 5]) expect(ids.filter((id) => id === orderIdOf(number))).toHaveLength(1);
    // however long that took: no more polls than come by themselves, each of one page
    const pollsSince = Math.ceil((now().getTime() - since) / (stage.environment.ORDER_POLL_SECONDS * 1_000));
    expect((await shop.calls('searchOrders')).length - polls).toBeLessThanOrEqual(pollsSince);
    expect((await shop.calls('getOrder')).every(({ status }) => status === 200)).toBe(true);
    await shop.configure(app);
    expect(await shop.calls('createSubscription')).toHaveLength(1);
    const rows = [
      await stage.query(`SELECT * FROM amazon_gateway.order_notification`),
      await stage.query(`SELECT * FROM amazon_gateway.outbox_message`),
    ];
    expect(JSON.stringify(rows) + stage.log()).not.toContain(SECRETS.postalCode);
  });

  it('S-19: takes a forged notification for a hint: one read at most, and nothing is believed of it', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, new Date(now().getTime() - DAY_MS))] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await until('The subscription', async () =>
      (await shop.calls('createSubscription')).length === 1 ? true : undefined,
    );
    const reads = (await shop.calls('getOrder')).length;
    const forged = (sellerId: string, orderId: string, id: string): object => ({
      NotificationVersion: '1.0',
      NotificationType: 'ORDER_CHANGE',
      PayloadVersion: '1.0',
      EventTime: now().toISOString(),
      Payload: {
        OrderChangeNotification: { SellerId: sellerId, AmazonOrderId: orderId, Summary: { OrderStatus: 'Shipped' } },
      },
      NotificationMetadata: {
        ApplicationId: 'a',
        SubscriptionId: 's',
        PublishTime: now().toISOString(),
        NotificationId: id,
      },
    });
    const messages = [
      forged(shop.sellerId, orderIdOf(1), 'forged-1'),
      forged(shop.sellerId, orderIdOf(404), 'forged-2'),
      forged('A000NOBODY', orderIdOf(1), 'forged-3'),
      { nonsense: true },
    ];
    const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
    const client = new SQSClient({ region: 'eu-west-1', endpoint: new URL(queue.url).origin });
    for (const message of messages)
      await client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: JSON.stringify(message) }));
    client.destroy();
    await until('Both reads', async () => ((await shop.calls('getOrder')).length === reads + 2 ? true : undefined));
    await until('An empty list', async () =>
      (await stage.query(`SELECT 1 FROM amazon_gateway.changed_order`)).length === 0 ? true : undefined,
    );
    expect(await idsOf(shop)).toEqual([orderIdOf(1)]);
    expect(await shop.said('amazon.connection.changed.v1')).toHaveLength(1);
  });

  it('is off unless a queue is named', async () => {
    delete stage.environment.ORDER_CHANGE_QUEUE_URL;
    delete stage.environment.ORDER_CHANGE_QUEUE_ARN;
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, now())] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await shop.put('orders', [inventedOrder(2, now())]);
    await shop.nextWalk('orders', () => stage.time.advance(600));
    expect(await shop.calls('getSubscription')).toEqual([]);
    expect(await shop.calls('getOrder')).toEqual([]);
    expect(await idsOf(shop)).toContain(orderIdOf(2));
  });
});

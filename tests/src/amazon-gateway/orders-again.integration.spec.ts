import { BackfillOrdersHandler } from '@connector/amazon-gateway/orders/backfill-orders.handler';
import { BackfillOrdersJob } from '@connector/amazon-gateway/orders/backfill-orders.job';
import { FetchOrderHandler } from '@connector/amazon-gateway/orders/fetch-order.handler';
import type {
  AmazonOrdersBackfillAdvancedV1,
  AmazonOrderSelectionV1,
  AmazonOrdersEstimatedV1,
  AmazonOrdersTalliedV1,
  CommandDeferredV1,
  CommandRefusedV1,
} from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { DE, inventedOrder, NL, orderIdOf } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const DAY = 86_400;

describe('The amazon-gateway reads orders beside its polls', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_again')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  const ago = (days: number): Date => new Date(stage.time.now().getTime() - days * DAY * 1_000);
  const fetchOrder = async (shop: Shop, app: INestApplication, amazonOrderId: string, id = uuidV7()): Promise<void> =>
    app.get(FetchOrderHandler).on({ release: 1, amazonOrderId }, shop.delivery('amazon.order.fetch.v1', id));
  const backfill = async (
    shop: Shop,
    app: INestApplication,
    selection: AmazonOrderSelectionV1,
    options: { again?: boolean } = {},
  ): Promise<string> => {
    const id = uuidV7();
    const delivery = shop.delivery('amazon.orders.backfill.v1', id);
    await app.get(BackfillOrdersHandler).starts({ release: 1, selection, ...options }, delivery);
    return id;
  };
  const advanced = (shop: Shop): Promise<AmazonOrdersBackfillAdvancedV1[]> =>
    shop.said('amazon.orders.backfill-advanced.v1');
  const finished = (shop: Shop, count = 1): Promise<void> =>
    shop.until('The end of the backfill', async () => {
      await stage.time.advance(5);
      await stage.tick(BackfillOrdersJob);
      return (await advanced(shop)).filter((said) => said.finished).length === count;
    });
  const idsOf = async (shop: Shop): Promise<string[]> =>
    (await shop.orders()).map(({ amazonOrderId }) => amazonOrderId);

  it('reads one order again on request, and says it again though nothing changed', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, ago(1))] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    const id = uuidV7();
    await fetchOrder(shop, app, orderIdOf(1), id);
    await fetchOrder(shop, app, orderIdOf(1), id);
    const [first, second] = await shop.orders();
    expect(second).toEqual({ ...first, personalData: second!.personalData });
    expect(await idsOf(shop)).toHaveLength(2);
    // the second delivery got the stored answer, and cost no call
    expect(await shop.said('amazon.order.fetched.v1')).toEqual([
      { commandId: id, release: 1, amazonOrderId: orderIdOf(1) },
      { commandId: id, release: 1, amazonOrderId: orderIdOf(1) },
    ]);
    expect(await shop.calls('getOrder')).toHaveLength(1);
  });

  it('refuses an order that Amazon does not know, and puts off one that it does not give now', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, ago(1))] });
    const app = await stage.start();
    await shop.configure(app);
    await fetchOrder(shop, app, orderIdOf(404));
    const refused = await shop.said<CommandRefusedV1>('amazon.command.refused.v1');
    expect(refused.map(({ command, reasonCode }) => [command, reasonCode])).toEqual([
      ['amazon.order.fetch.v1', 'amazon_order_unknown'],
    ]);
    await stage.sandbox.send('POST', '/faults', { kind: '429', operation: 'getOrder', tenant: shop.sellerId, nth: 1 });
    const id = uuidV7();
    await fetchOrder(shop, app, orderIdOf(1), id);
    const deferred = await shop.said<CommandDeferredV1>('amazon.command.deferred.v1');
    expect(deferred.map(({ reasonCode }) => reasonCode)).toEqual(['amazon_rate_limit']);
    await stage.time.advance(120);
    await fetchOrder(shop, app, orderIdOf(1), id);
    expect(await shop.said('amazon.order.fetched.v1')).toHaveLength(1);
  });

  it('tells what a backfill takes before it starts, and reads nothing for it but three samples', async () => {
    const orders = Array.from({ length: 600 }, (_, index) => inventedOrder(index + 1, ago(30 - index / 20)));
    const shop = await Shop.open(stage, { orders, ordersFrom: ago(0) });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    const estimates = app.get(BackfillOrdersHandler);
    const before = (await shop.calls('searchOrders')).length;
    const ask = (createdAfter: Date): Promise<void> =>
      estimates.estimates(
        { release: 1, selection: { createdAfter: createdAfter.toISOString() } },
        shop.delivery('amazon.orders.estimate.v1'),
      );
    await ask(ago(30));
    await ask(ago(1.98));
    const [month, days] = await shop.said<AmazonOrdersEstimatedV1>('amazon.orders.estimated.v1');
    expect(month!.isExact).toBe(false);
    expect(Math.abs(month!.orders - 600)).toBeLessThan(60);
    expect(month!.calls).toBe(Math.ceil(month!.orders / 100));
    expect(days).toMatchObject({ orders: 39, isExact: true, calls: 1 });
    expect((await shop.calls('searchOrders')).length - before).toBe(4);
    expect(await idsOf(shop)).toEqual([]);
  });

  it('reads orders from a day on, once, in the turns that the daily polls leave, over a restart and a refused page', async () => {
    const orders = Array.from({ length: 450 }, (_, index) => inventedOrder(index + 1, ago(40 - index / 100)));
    const shop = await Shop.open(stage, { orders, ordersFrom: ago(0) });
    const first = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(first));
    let refusals = 0;
    stage.gate.rules.push(({ query }) =>
      query.has('paginationToken') && query.has('createdAfter') && (refusals += 1) === 2
        ? { status: 400, body: { errors: [{ code: 'InvalidInput', message: 'paginationToken has expired' }] } }
        : undefined,
    );
    await backfill(shop, first, { createdAfter: ago(41).toISOString() });
    await shop.until('A page', async () => (await advanced(shop)).length > 0);
    await first.close();
    // a page that was still under way is left to its lease of two minutes; the test does not wait for them
    await stage.query(`UPDATE amazon_gateway.poll SET leased_until = NULL`);
    await stage.start();
    // seven of the burst are its own; the rest comes with time, one in 179 seconds
    await shop.until('The end', async () => {
      await stage.time.advance(180);
      await stage.tick(BackfillOrdersJob);
      return (await advanced(shop)).some((said) => said.finished);
    });
    expect((await idsOf(shop)).toSorted()).toEqual(orders.map(({ orderId }) => orderId));
    expect((await advanced(shop)).at(-1)).toMatchObject({ orders: 450, finished: true });
    expect((await shop.calls('searchOrders')).filter(({ status }) => status === 429)).toEqual([]);
  });

  it('S2: reads the open orders that the merchant ships, of every store of the seller', async () => {
    const pending = { fulfillment: { fulfillmentStatus: 'PENDING', fulfilledBy: 'MERCHANT' } };
    const shipped = { fulfillment: { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'MERCHANT' } };
    const german = { salesChannel: { channelName: 'AMAZON', marketplaceId: DE } };
    const shop = await Shop.open(stage, {
      marketplaceIds: [NL, DE],
      wanted: [NL],
      ordersFrom: ago(0),
      orders: [
        inventedOrder(1, ago(20), pending),
        inventedOrder(2, ago(20), shipped),
        inventedOrder(3, ago(20), german),
        inventedOrder(4, ago(40), pending),
      ],
    });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await backfill(shop, app, {
      createdAfter: ago(30).toISOString(),
      fulfillmentStatuses: ['PENDING', 'PENDING_AVAILABILITY', 'UNSHIPPED', 'PARTIALLY_SHIPPED'],
      fulfilledBy: 'MERCHANT',
    });
    await finished(shop);
    expect(await idsOf(shop)).toEqual([orderIdOf(1), orderIdOf(3)]);
    await backfill(shop, app, { createdAfter: ago(30).toISOString() }, { again: true });
    await finished(shop, 2);
    expect((await idsOf(shop)).slice(2).toSorted()).toEqual([1, 2, 3].map(orderIdOf));
  });

  it('counts in the control run what Amazon has of each whole day, sums by currency, and says that a day had none', async () => {
    const noon = new Date(stage.time.now());
    noon.setUTCHours(12, 0, 0, 0);
    const on = (daysAgo: number): Date => new Date(noon.getTime() - daysAgo * DAY * 1_000);
    const swedish = { proceeds: { grandTotal: { amount: '99.50', currencyCode: 'SEK' } } };
    const pending = {
      proceeds: {},
      fulfillment: { fulfillmentStatus: 'PENDING', fulfilledBy: 'MERCHANT' },
    };
    const shop = await Shop.open(stage, {
      orders: [
        ...Array.from({ length: 230 }, (_, index) => inventedOrder(index + 1, on(1))),
        inventedOrder(301, on(1), swedish),
        inventedOrder(302, on(1), pending),
        inventedOrder(303, on(1), { orderItems: [{ quantityOrdered: 1 }] }),
        inventedOrder(304, on(3)),
      ],
    });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    // to the night of tomorrow: one and three days ago are then two and four
    const night = new Date(noon.getTime() + (DAY - 12 * 3_600 + 3_600) * 1_000);
    await shop.nextWalk('orders-control', () =>
      stage.time.advance(Math.max(60, (night.getTime() - stage.time.now().getTime()) / 1_000 + 30)),
    );
    const tallies = await shop.said<AmazonOrdersTalliedV1>('amazon.orders.tallied.v1');
    const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
    const of = (date: Date): AmazonOrdersTalliedV1 | undefined => tallies.find(({ day }) => day === dayOf(date));
    expect(tallies.map(({ day }) => day)).toEqual([on(2), on(1), on(0)].map(dayOf));
    expect(of(on(1))).toMatchObject({
      orders: 233,
      withoutTotal: 1,
      unreadable: 1,
      totals: [
        { minorUnits: 230 * 1210, currency: 'EUR' },
        { minorUnits: 9950, currency: 'SEK' },
      ],
    });
    expect(of(on(2))).toMatchObject({ orders: 0, withoutTotal: 0, unreadable: 0, totals: [] });
    expect(await stage.query(`SELECT 1 FROM amazon_gateway.tallied_order`)).toEqual([]);
  });
});

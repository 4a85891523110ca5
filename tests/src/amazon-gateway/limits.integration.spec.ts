import { Connections } from '@connector/amazon-gateway/connections/connections';
import { OrdersApi } from '@connector/amazon-gateway/selling-partner-api/orders';
import { QuotaFailure } from '@connector/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { inventedListing, inventedOrder, orderIdOf } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';
import { until } from './until.js';

const NINE_STORES = [
  'A1805IZSGTT6HS',
  'AMEN7PMS3EDWL',
  'A1PA6795UKMFR9',
  'A13V1IB3VIYZZH',
  'APJ6JRA9NG5V4',
  'A1RKKUPIHCS9HS',
  'A28R8C7NBKEWEA',
  'A2NODRKZP88ZB9',
  'A1C3SOZRARQ6R3',
];

describe('The amazon-gateway within Amazon’s limits', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_limits')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  /** Searches at once from every instance; how many came through, and who was told to wait. */
  const searchFrom = async (
    instances: readonly INestApplication[],
    shop: Shop,
    each: number,
  ): Promise<{ done: number; waiting: QuotaFailure[] }> => {
    const connection = (await instances[0]!.get(Connections).find(shop.connectionId))!;
    const after = new Date(stage.time.now().getTime() - 3_600_000).toISOString();
    const results = await Promise.allSettled(
      instances.flatMap((app) =>
        Array.from({ length: each }, () => app.get(OrdersApi).search(connection, { lastUpdatedAfter: after })),
      ),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    for (const reason of refused) expect(reason).toBeInstanceOf(QuotaFailure);
    return { done: results.length - refused.length, waiting: refused as QuotaFailure[] };
  };

  it('keeps the budget of searchOrders, 20 at once and one in 179 s, over three instances without a 429', async () => {
    const shop = await Shop.open(stage);
    const instances = [await stage.start(), await stage.start(), await stage.start()];
    await shop.nextWalk('orders', () => shop.configure(instances[0]!));
    const walked = (await shop.calls('searchOrders')).length;
    const { done, waiting } = await searchFrom(instances, shop, 12);
    // one of Amazon's twenty is kept back for delays on the way
    expect(done + walked).toBe(19);
    const soonest = Math.min(...waiting.map(({ notBefore }) => notBefore.getTime())) - stage.time.now().getTime();
    expect(soonest).toBeGreaterThan(150_000);
    expect(soonest).toBeLessThanOrEqual(180_000);
    await stage.time.advance(180);
    expect((await searchFrom(instances, shop, 2)).done).toBeLessThanOrEqual(1);
    expect((await shop.calls('searchOrders')).filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('walks nine stores in a row without a 429, though the first call is slow on its way', async () => {
    const listings = Array.from({ length: 60 }, (_, index) =>
      inventedListing(`MUG-${index}`, { marketplaceIds: NINE_STORES }),
    );
    const shop = await Shop.open(stage, { marketplaceIds: NINE_STORES, listings });
    await stage.sandbox.send('POST', '/faults', {
      kind: 'latency',
      ms: 400,
      operation: 'searchListingsItems',
      tenant: shop.sellerId,
      nth: 1,
    });
    // no report: every store is walked through by searches
    stage.gate.rules.push(({ method, path }) =>
      method === 'GET' && path.startsWith('/reports/2021-06-30/reports/')
        ? { status: 200, body: { processingStatus: 'FATAL' } }
        : undefined,
    );
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    const calls = await shop.calls('searchListingsItems');
    expect(calls.length).toBeGreaterThanOrEqual(27);
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
    const seen = (await shop.listings()).map(({ sku, marketplaceId }) => `${sku} ${marketplaceId}`);
    expect(new Set(seen).size).toBe(9 * 60);
  });

  it('serves many sellers from three instances at once, with one login each and no 429', async () => {
    const at = new Date(stage.time.now().getTime() - 3_600_000);
    const shops = await Promise.all(
      Array.from({ length: 8 }, () =>
        Shop.open(stage, {
          orders: [inventedOrder(1, at)],
          listings: Array.from({ length: 25 }, (_, index) => inventedListing(`MUG-${index}`)),
        }),
      ),
    );
    const instances = [await stage.start(), await stage.start(), await stage.start()];
    await Promise.all(shops.map((shop, index) => shop.configure(instances[index % 3]!)));
    for (const shop of shops) {
      await until('Both walks', async () => {
        await stage.time.advance(5);
        const isOver = (flow: string): Promise<boolean> => shop.poll(flow).then(({ walks }) => walks !== null);
        return (await isOver('orders')) && (await isOver('catalogue-whole')) ? true : undefined;
      });
      expect((await shop.orders()).map(({ amazonOrderId }) => amazonOrderId)).toEqual([orderIdOf(1)]);
      expect(new Set((await shop.listings()).map(({ sku }) => sku)).size).toBe(25);
    }
    const { byOperation } = await stage.sandbox.get<{ byOperation: Record<string, Record<string, number>> }>(
      '/calls/summary',
    );
    const statuses = new Set(Object.values(byOperation).flatMap((counts) => Object.keys(counts)));
    // 202: a report was asked for
    expect([...statuses].filter((status) => status !== '200' && status !== '202')).toEqual([]);
    expect(byOperation['token']).toEqual({ 200: 8 });
  });

  it.each(['429', '503', '500-generic', '502-html', 'reset-before', 'reset-in-body', 'truncated-json'])(
    'puts a page off for %s, and never skips it',
    async (kind) => {
      const at = new Date(stage.time.now().getTime() - 36_000_000);
      const orders = Array.from({ length: 220 }, (_, index) => inventedOrder(index + 1, at));
      const shop = await Shop.open(stage, { orders });
      await stage.sandbox.send('POST', '/faults', {
        kind,
        operation: 'searchOrders',
        tenant: shop.sellerId,
        nth: 2,
      });
      const app = await stage.start();
      await shop.configure(app);
      const atTheTrouble = await until('The page that is put off', async () => {
        const [row] = await stage.query<{ trouble: string | null; orders: number }>(
          `SELECT last_trouble AS trouble, (SELECT count(*)::int FROM amazon_gateway.outbox_message WHERE type = 'amazon.order.updated.v1') AS orders
           FROM amazon_gateway.poll WHERE flow = 'orders'`,
        );
        return row?.trouble == null ? undefined : row.orders;
      });
      expect(atTheTrouble).toBe(100);
      await shop.until('The end of the walk', async () => {
        await stage.time.advance(60);
        return (await shop.poll('orders')).walks !== null;
      });
      expect(new Set((await shop.orders()).map(({ amazonOrderId }) => amazonOrderId)).size).toBe(220);
      expect(await shop.orders()).toHaveLength(220);
      // a refusal for the rate is no failure of ours; the others would count towards longer delays
      expect((await shop.poll('orders')).failures).toBe(0);
    },
  );
});

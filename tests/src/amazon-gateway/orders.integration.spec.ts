import { amazonOrderUpdatedV1, type AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { messagePlace } from '@connector/sealing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inventedOrder, orderIdOf, SECRETS } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';
import { until } from './until.js';

const MINUTE = 60;

describe('The amazon-gateway and a seller’s orders', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_orders')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  const ago = (minutes: number): Date => new Date(stage.time.now().getTime() - minutes * MINUTE * 1_000);
  const orders = (from: number, count: number, minutesAgo: number): object[] =>
    Array.from({ length: count }, (_, index) => inventedOrder(from + index, ago(minutesAgo - index / 1_000)));
  const idsOf = async (shop: Shop): Promise<string[]> =>
    (await shop.orders()).map(({ amazonOrderId }) => amazonOrderId);

  it('publishes each order of a backlog of 2,000 once, at 100 orders a call', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 2_000, 600) });
    const app = await stage.start();
    await shop.nextWalk('orders', async () => {
      await shop.configure(app);
      // the budget is the burst; what it lacks comes with time
      await until('A walk that is over or waits', async () =>
        (await shop.orders()).length >= 1_500 ? true : undefined,
      );
      await stage.time.advance(20 * MINUTE);
    });
    const ids = await idsOf(shop);
    expect(ids).toHaveLength(2_000);
    expect(new Set(ids).size).toBe(2_000);
    const calls = await shop.calls('searchOrders');
    expect(calls.length / 2_000).toBeLessThanOrEqual(0.02);
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('goes on in the middle of a walk after a restart, and publishes nothing twice', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 350, 600) });
    await stage.sandbox.send('POST', '/faults', {
      kind: '503',
      operation: 'searchOrders',
      tenant: shop.sellerId,
      nth: 3,
    });
    const first = await stage.start();
    await shop.configure(first);
    await until('The third page that fails', async () => ((await shop.poll('orders')).failures > 0 ? true : undefined));
    await first.close();
    expect(await idsOf(shop)).toHaveLength(200);
    await shop.nextWalk('orders', async () => {
      await stage.start();
      await stage.time.advance(MINUTE);
    });
    expect((await idsOf(shop)).toSorted()).toEqual(Array.from({ length: 350 }, (_, index) => orderIdOf(index + 1)));
    // four pages and the one that failed: the restart read none again
    expect(await shop.calls('searchOrders')).toHaveLength(5);
  });

  it('reads a page again that a dead instance had taken', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 150, 600) });
    const faults = { operation: 'searchOrders', tenant: shop.sellerId };
    await stage.sandbox.send('POST', '/faults', { ...faults, kind: 'half-open', nth: 2 });
    const dying = await stage.start();
    await shop.configure(dying);
    await until('The second page', async () => ((await idsOf(shop)).length === 100 ? true : undefined));
    await until('A call under way', async () => {
      const [row] = await stage.query<{ leased: boolean }>(
        `SELECT leased_until > clock_timestamp() AS leased FROM amazon_gateway.poll WHERE flow = 'orders'`,
      );
      return row?.leased === true ? true : undefined;
    });
    // its lease runs out in two minutes; the test does not wait for them
    await stage.query(`UPDATE amazon_gateway.poll SET leased_until = clock_timestamp() - interval '1 second'`);
    await shop.nextWalk('orders', () => stage.start());
    expect((await idsOf(shop)).toSorted()).toEqual(Array.from({ length: 150 }, (_, index) => orderIdOf(index + 1)));
  });

  it('begins a walk again when Amazon refuses its page token', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 250, 600) });
    let refusals = 0;
    stage.gate.rules.push(({ query }) =>
      query.has('paginationToken') && (refusals += 1) === 2
        ? { status: 400, body: { errors: [{ code: 'InvalidInput', message: 'paginationToken has expired' }] } }
        : undefined,
    );
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    expect((await idsOf(shop)).toSorted()).toEqual(Array.from({ length: 250 }, (_, index) => orderIdOf(index + 1)));
    expect(refusals).toBe(4);
  });

  it('sees an order that appears late, by the overlap of ten minutes', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 1, 60) });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await shop.put('orders', [inventedOrder(2, ago(9))]);
    await shop.nextWalk('orders', () => stage.time.advance(6 * MINUTE));
    expect(await idsOf(shop)).toEqual([orderIdOf(1), orderIdOf(2)]);
  });

  it('sees an order that appears hours late, by the nightly control run over 72 hours', async () => {
    const shop = await Shop.open(stage, { orders: orders(1, 1, 60) });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await shop.put('orders', [inventedOrder(2, ago(5 * 60))]);
    await shop.nextWalk('orders', () => stage.time.advance(6 * MINUTE));
    expect(await idsOf(shop)).toEqual([orderIdOf(1)]);
    await shop.nextWalk('orders-control', () => stage.time.advance(27 * 60 * MINUTE));
    expect(await idsOf(shop)).toEqual([orderIdOf(1), orderIdOf(2)]);
  });

  it('publishes an unchanged order once, a changed one again, and so sees that a pending one is paid', async () => {
    const pending = { fulfillment: { fulfillmentStatus: 'PENDING', fulfilledBy: 'MERCHANT' } };
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, ago(60), pending), inventedOrder(2, ago(8))] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await shop.nextWalk('orders', () => stage.time.advance(6 * MINUTE));
    expect(await idsOf(shop)).toEqual([orderIdOf(1), orderIdOf(2)]);
    await shop.change(orderIdOf(1), { fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' } });
    await shop.nextWalk('orders', () => stage.time.advance(8 * MINUTE));
    const states = (await shop.orders())
      .filter(({ amazonOrderId }) => amazonOrderId === orderIdOf(1))
      .map(({ fulfillmentStatus }) => fulfillmentStatus);
    expect(states).toEqual(['PENDING', 'UNSHIPPED']);
    expect((await idsOf(shop)).filter((id) => id === orderIdOf(2))).toHaveLength(1);
  });

  it('seals what is personal, and shows it in no table and no log line', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, ago(60))] });
    await stage.sandbox.send('POST', '/faults', [
      { kind: 'truncated-json', operation: 'searchOrders', tenant: shop.sellerId, nth: 1 },
    ]);
    const app = await stage.start();
    await shop.configure(app);
    await until('The broken answer', async () => ((await shop.poll('orders')).failures > 0 ? true : undefined));
    await shop.nextWalk('orders', () => stage.time.advance(MINUTE));
    const [order] = await shop.orders();
    const place = messagePlace(shop.connectionId, amazonOrderUpdatedV1.name, 'personalData');
    const personal = stage.sealer.open(order!.personalData!, place) as AmazonOrderPersonalDataV1;
    expect(personal.buyerName).toBe(SECRETS.name);
    expect(personal.deliveryAddress?.addressLine1).toBe(SECRETS.street);
    expect(personal.giftMessages).toEqual([{ orderItemId: '9007199254740993123', message: SECRETS.gift }]);
    const tables = await stage.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'amazon_gateway' AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(8);
    const rows: object[] = [];
    for (const { name } of tables) rows.push(await stage.query(`SELECT * FROM amazon_gateway.${name}`));
    const clear = JSON.stringify(rows) + stage.log();
    expect(clear).toContain(orderIdOf(1));
    expect(stage.log()).toContain('searchOrders');
    for (const secret of [...Object.values(SECRETS), shop.refreshToken, 'Atza|', 'sandbox-amazon-secret'])
      expect(clear).not.toContain(secret);
  });

  it('holds up nothing for an order that nobody can read, and does not pass over it in silence', async () => {
    const broken = inventedOrder(2, ago(60));
    const shop = await Shop.open(stage, {
      orders: [
        inventedOrder(1, ago(60)),
        { ...broken, orderItems: [{ quantityOrdered: 1 }] },
        inventedOrder(3, ago(60), { proceeds: { grandTotal: { amount: '1e3', currencyCode: 'EUR' } } }),
        inventedOrder(4, ago(60), { programs: ['CUT \ud83d', 'NUL \0'] }),
        inventedOrder(5, ago(60)),
      ],
    });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    expect(await idsOf(shop)).toEqual([1, 3, 4, 5].map(orderIdOf));
    // an order whose figures are in doubt has none: sync-core holds it
    const [, third] = await shop.orders();
    expect(third!.grandTotal).toBeUndefined();
    expect(third!.lines.map(({ proceedsTotal, components }) => ({ proceedsTotal, components }))).toEqual([
      { components: [] },
    ]);
    const reported = await stage.query<{ subject: string; trouble: string }>(
      `SELECT subject, trouble FROM amazon_gateway.unreadable ORDER BY subject`,
    );
    expect(reported.map(({ subject }) => subject)).toEqual([orderIdOf(2), orderIdOf(3)]);
    expect(reported.map(({ trouble }) => trouble)).toEqual([
      expect.stringContaining('orderItemId'),
      expect.stringContaining('grandTotal'),
    ]);
    expect(stage.log()).toContain(`order ${orderIdOf(2)}`);
  });
});

import { TryRefusedAgainJob } from '@connector/amazon-gateway/connections/try-refused-again.job';
import type { ConnectionChangedV1 } from '@connector/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DE, inventedOrder, NL, orderIdOf } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';
import { until } from './until.js';

describe('The amazon-gateway and a seller’s consent', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_consent')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  const hourAgo = (): Date => new Date(stage.time.now().getTime() - 3_600_000);
  const told = async (shop: Shop): Promise<string[]> =>
    (await shop.said<ConnectionChangedV1>('amazon.connection.changed.v1')).map(({ status, reasonCode, revision }) =>
      [revision, status, ...(reasonCode === undefined ? [] : [reasonCode])].join(' '),
    );

  it('pauses the connection when the consent is withdrawn, with the reason, and goes on with a new token', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, hourAgo())] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    await stage.sandbox.send('POST', `/sellers/${shop.sellerId}/revoke`);
    await stage.time.advance(360);
    await until('The refusal', async () => ((await told(shop)).length === 2 ? true : undefined));
    expect(await told(shop)).toEqual(['1 connected', '1 refused amazon_reauthorisation_needed']);
    const calls = (await shop.calls('searchOrders')).length;
    await stage.time.advance(3_600);
    await shop.configure(app, { withToken: false });
    // the old token again: refused again, and this configuration has its answer too
    expect(await told(shop)).toEqual([
      '1 connected',
      '1 refused amazon_reauthorisation_needed',
      '2 refused amazon_reauthorisation_needed',
    ]);
    expect(await shop.calls('searchOrders')).toHaveLength(calls);
    shop.refreshToken = `${shop.refreshToken}-renewed`;
    await shop.seed();
    await shop.put('orders', [inventedOrder(2, hourAgo())]);
    await shop.nextWalk('orders', () => shop.configure(app));
    expect((await told(shop)).at(-1)).toBe('3 connected');
    expect((await shop.orders()).map(({ amazonOrderId }) => amazonOrderId)).toContain(orderIdOf(2));
  });

  it('goes on with every seller by itself when our own client secret is renewed, and asks once for all until then', async () => {
    const shops = [
      await Shop.open(stage, { orders: [inventedOrder(1, hourAgo())] }),
      await Shop.open(stage, { orders: [inventedOrder(2, hourAgo())] }),
    ];
    const app = await stage.start();
    await stage.sandbox.send('PUT', '/application', { secrets: ['another secret'] });
    for (const shop of shops) await shop.configure(app);
    const refused = '1 refused amazon_client_refused';
    expect(await Promise.all(shops.map(told))).toEqual([[refused], [refused]]);
    const logins = async (): Promise<number> =>
      (await stage.sandbox.get<{ calls: unknown[] }>('/calls?operation=token')).calls.length;
    const before = await logins();
    await stage.tick(TryRefusedAgainJob);
    expect(await logins()).toBe(before + 1);
    expect(await Promise.all(shops.map(told))).toEqual([[refused], [refused]]);
    expect(stage.log()).toContain('Amazon still refuses our client');
    await stage.sandbox.send('PUT', '/application', { secrets: [stage.environment.AMAZON_CLIENT_SECRET] });
    await stage.tick(TryRefusedAgainJob);
    expect(await Promise.all(shops.map(told))).toEqual([
      [refused, '1 connected'],
      [refused, '1 connected'],
    ]);
    for (const shop of shops) await shop.until('The orders', async () => (await shop.orders()).length === 1);
  });

  it('tries no connection again whose consent is gone: only its seller can give it back', async () => {
    const shop = await Shop.open(stage);
    const app = await stage.start();
    await shop.configure(app);
    await stage.sandbox.send('POST', `/sellers/${shop.sellerId}/revoke`);
    await shop.configure(app);
    const calls = (await stage.sandbox.get<{ calls: unknown[] }>('/calls?operation=token')).calls.length;
    await stage.tick(TryRefusedAgainJob);
    expect((await stage.sandbox.get<{ calls: unknown[] }>('/calls?operation=token')).calls).toHaveLength(calls);
    expect(await told(shop)).toEqual(['1 connected', '2 refused amazon_reauthorisation_needed']);
  });

  it('uses no access token of the consent before, whose roles are those of then', async () => {
    const shop = await Shop.open(stage);
    const app = await stage.start();
    await shop.configure(app);
    const logins = async (): Promise<number> =>
      (await stage.sandbox.get<{ calls: unknown[] }>('/calls?operation=token')).calls.length;
    expect(await logins()).toBe(1);
    await shop.configure(app, { withToken: false });
    expect(await logins()).toBe(1);
    await shop.configure(app);
    expect(await logins()).toBe(2);
  });

  it('answers a configuration without any token, instead of failing on it for ever', async () => {
    const shop = await Shop.open(stage);
    const app = await stage.start();
    await shop.configure(app, { withToken: false });
    expect(await told(shop)).toEqual(['1 refused amazon_reauthorisation_needed']);
  });

  it('reads nothing of a paused connection', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, hourAgo())] });
    const app = await stage.start();
    await shop.configure(app, { active: false });
    expect(await told(shop)).toEqual(['1 paused']);
    await shop.nextWalk('orders', () => shop.configure(app, { active: true }));
    await shop.configure(app, { active: false });
    const calls = (await shop.calls('searchOrders')).length;
    const other = await Shop.open(stage);
    await stage.time.advance(3_600);
    await other.nextWalk('orders', () => other.configure(app));
    expect(await shop.calls('searchOrders')).toHaveLength(calls);
    expect(await told(shop)).toEqual(['1 paused', '2 connected', '3 paused']);
  });

  it('asks only in stores of the region in which the seller sells, and says so when there is none', async () => {
    const at = hourAgo();
    const shop = await Shop.open(stage, {
      marketplaceIds: [NL],
      wanted: [NL, DE, 'ATVPDKIKX0DER', 'A2ZV50J4W1RKNI'],
      orders: [inventedOrder(1, at)],
    });
    const nowhere = await Shop.open(stage, { marketplaceIds: [NL], wanted: [DE] });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    expect(await shop.orders()).toHaveLength(1);
    await nowhere.configure(app);
    expect(await told(nowhere)).toEqual(['1 refused amazon_role_missing']);
  });

  it('reads orders without personal data where a role is missing, says what was withheld, and asks again after a day', async () => {
    const shop = await Shop.open(stage, { orders: [inventedOrder(1, hourAgo())] });
    let refusals = 0;
    stage.gate.rules.push(({ path, query }) => {
      if (path !== '/orders/2026-01-01/orders' || !query.get('includedData')!.includes('BUYER')) return undefined;
      refusals += 1;
      return {
        status: 403,
        body: { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.' }] },
      };
    });
    const app = await stage.start();
    await shop.nextWalk('orders', () => shop.configure(app));
    const [order] = await shop.orders();
    expect(order!.withheld).toEqual(['BUYER', 'RECIPIENT', 'TAX']);
    expect(order!.lines[0]!.proceedsTotal).toEqual({ minorUnits: 1210, currency: 'EUR' });
    await shop.nextWalk('orders', () => stage.time.advance(400));
    expect(refusals).toBe(1);
    expect(stage.log()).toContain('gives no personal data');
    stage.gate.rules = [];
    await shop.change(orderIdOf(1), {});
    await shop.nextWalk('orders', () => stage.time.advance(86_500));
    expect((await shop.orders()).map(({ withheld }) => withheld.length)).toEqual([3, 0]);
    const said = await shop.said<ConnectionChangedV1>('amazon.connection.changed.v1');
    expect(said.map(({ status, withheld }) => [status, withheld])).toEqual([
      ['connected', undefined],
      ['connected', ['BUYER', 'RECIPIENT', 'TAX']],
      ['connected', []],
    ]);
  });
});

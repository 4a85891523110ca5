import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reasonCatalogue } from '@connector/contracts';
import { TryRefusedRightsJob } from '@connector/exact-gateway/connections/try-refused-rights.job.js';
import { FollowHintsJob } from '@connector/exact-gateway/webhooks/follow-hints.job.js';
import { Commander, type Answer } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type TestConnection } from './gateway-stage.js';
import { until } from './until.js';

/** The permission groups of Exact (exact-online 2). */
const ALL = [
  'Crm accounts',
  'Logistics items',
  'Sales prices',
  'Logistics inventory',
  'Sales orders',
  'Financial accounting',
  'Financial cashflow',
  'Financial currencies',
  'Organization administration',
];
const without = (...groups: string[]): string[] => ALL.filter((group) => !groups.includes(group));
const PARTS = ['accounts', 'items', 'prices', 'sales-orders', 'stock', 'deletions', 'webhooks'];
const HOUR_MS = 3_600_000;

let stage: GatewayStage;
let commander: Commander;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_rights');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
});

afterAll(async () => {
  await stage.close();
});

/** One reading of the master data, delivered once: what was answered. */
async function read(connection: TestConnection, freshness: 'routine' | 'now'): Promise<Answer> {
  const contract = { name: 'exact.master-data.fetch.v1' } as never;
  return (await commander.deliver(commander.send(contract, connection, { freshness })))[0]!;
}

/** What was published last of a connection. */
async function published({ connectionId }: TestConnection): Promise<Readonly<Record<string, unknown>>> {
  const [last] = await stage.db.query<{ body: Record<string, unknown> }[]>(
    `SELECT body FROM exact_gateway.outbox_message
       WHERE type = 'exact.master-data.published.v1' AND connection_id = $1 ORDER BY id DESC LIMIT 1`,
    [connectionId],
  );
  return last!.body;
}

const rightsWith = (...refused: string[]): object[] =>
  PARTS.map((part) => ({ part, state: refused.includes(part) ? 'refused' : 'granted' }));

/** How the connection stood, oldest first. */
async function states(connection: TestConnection): Promise<unknown[]> {
  return (await stage.said(connection)).map(({ status }) => status);
}

describe('V2: what the package or the user leaves out', () => {
  it('a user who may do everything: all is granted', async () => {
    expect((await published(await stage.connect()))['rights']).toEqual(rightsWith());
  });

  it.each([
    ['prices', ['Sales prices'], ['prices']],
    ['administration', ['Organization administration'], ['deletions', 'webhooks']],
    ['stock', ['Logistics inventory'], ['stock']],
    [
      'stock, orders and prices',
      ['Logistics inventory', 'Sales orders', 'Sales prices'],
      ['prices', 'sales-orders', 'stock'],
    ],
  ])(
    'a user who lacks %s: the parts are told, the connection is set up and has its choices',
    async (_, groups, parts) => {
      const connection = await stage.connect('nl', { rights: without(...groups) });
      const body = await published(connection);
      expect(body['rights']).toEqual(rightsWith(...parts));
      for (const choice of ['itemGroups', 'vatCodes', 'paymentConditions', 'financialYears'])
        expect(body[choice]).not.toEqual([]);
      expect(await states(connection)).toEqual(['connected']);
    },
  );

  it('a package without stock and orders: both are told, and there is no warehouse to choose', async () => {
    const connection = await stage.connect('nl', { packageCode: 'Accounting' });
    const body = await published(connection);
    expect(body['rights']).toEqual(rightsWith('sales-orders', 'stock'));
    expect(body['warehouses']).toEqual([]);
    expect(await states(connection)).toEqual(['connected']);
  });

  it('without the right to stock the stock is refused, and orders go on', async () => {
    const connection = await stage.connect('nl', { rights: without('Logistics inventory') });
    const shop = await Commands.for(stage, commander, connection);
    const { accountId, itemId } = await shop.readyForOrders();
    for (const [name, body] of [
      ['exact.stock-positions.fetch.v1', {}],
      ['exact.stock-position.read.v1', { itemId }],
    ] as const) {
      const [refused] = await commander.deliver(commander.send({ name } as never, connection, body));
      expect(refused).toMatchObject({
        type: 'exact.command.refused.v1',
        body: { failureClass: 'credentials', reasonCode: 'exact_no_right' },
      });
    }
    const order = await commander.settle(shop.salesOrder('NO-STOCK', accountId, itemId));
    expect(order.type).toBe('exact.sales-order.created.v1');
    expect(await states(connection)).toEqual(['connected']);
  });

  it('a right that is given is seen at the next reading', async () => {
    const connection = await stage.connect('nl', { rights: without('Logistics inventory') });
    await stage.control('PUT', `/users/user-${connection.division}`, { rights: ALL });
    expect((await read(connection, 'now')).type).toBe('exact.master-data.fetched.v1');
    const body = await published(connection);
    expect(body['rights']).toEqual(rightsWith());
    expect(body['warehouses']).not.toEqual([]);
  });

  it('without a right that every choice needs the connection is refused, in words of both languages', async () => {
    const connection = await stage.connect('nl', { rights: without('Financial accounting') });
    expect(await states(connection)).toEqual(['refused']);
    expect(reasonCatalogue.exact_no_right.nl).toContain('mist een recht');
    expect(reasonCatalogue.exact_no_right.en).toContain('lacks a right');
    await stage.forgetCalls();
    for (let tries = 0; tries < 3; tries++)
      expect((await read(connection, 'now')).body).toMatchObject({ reasonCode: 'connection_paused' });
    expect(await stage.calls({ tenant: connection.division })).toEqual([]);
  });
});

describe('a refused right is not asked for over and over', () => {
  it('V2, C1: a connection that lacks a right is tried once a day, and goes on by itself when it is given', async () => {
    const connection = await stage.connect('nl', { rights: without('Financial accounting') });
    const tryAgain = () => stage.tick(TryRefusedRightsJob);
    await stage.forgetCalls();
    await tryAgain();
    expect(await stage.calls({ tenant: connection.division })).toEqual([]);
    await stage.advance(24 * HOUR_MS + 1_000);
    await tryAgain();
    expect(await states(connection)).toEqual(['refused']);
    await stage.control('PUT', `/users/user-${connection.division}`, { rights: ALL });
    await tryAgain();
    expect(await states(connection)).toEqual(['refused']);
    await stage.advance(24 * HOUR_MS + 1_000);
    await tryAgain();
    expect(await states(connection)).toEqual(['refused', 'connected']);
    expect((await read(connection, 'now')).type).toBe('exact.master-data.fetched.v1');
  });

  it('S3: hints of stock are followed once a day without the right to it, and at once when it is given', async () => {
    const connection = await stage.connect('nl', { rights: without('Logistics inventory') });
    const { division } = connection;
    const hint = (): Promise<unknown> =>
      stage.db.query(
        `INSERT INTO exact_gateway.stock_hint AS h (division, due_at) VALUES ($1, $2)
         ON CONFLICT (division) DO UPDATE SET due_at = least(h.due_at, greatest(excluded.due_at, h.not_before))`,
        [division, stage.clock.now()],
      );
    const follow = () => stage.tick(FollowHintsJob);
    const readings = async (): Promise<number[]> => {
      const calls = await stage.calls({ tenant: division, operation: 'GET sync/Inventory/StockPositions' });
      return calls.map(({ status }) => status);
    };
    await stage.forgetCalls();
    for (let minute = 0; minute < 8; minute++) {
      await hint();
      await follow();
      await stage.advance(60_000);
    }
    expect(await readings()).toEqual([403]);
    await stage.control('PUT', `/users/user-${division}`, { rights: ALL });
    await read(connection, 'now');
    await stage.forgetCalls();
    // by whichever instance takes the hint first
    await until(async () => {
      await follow();
      return (await readings()).includes(200);
    });
  });

  const probe = 'GET logistics/SalesItemPrices';
  const asked = async (connection: TestConnection): Promise<number[]> =>
    (await stage.calls({ tenant: connection.division, operation: probe })).map(({ status }) => status);

  it('once a day by itself', async () => {
    await stage.forgetCalls();
    const connection = await stage.connect('nl', { rights: without('Sales prices') });
    for (let tries = 0; tries < 5; tries++)
      expect((await read(connection, 'routine')).type).toBe('exact.master-data.fetched.v1');
    expect(await asked(connection)).toEqual([403]);
    await stage.advance(24 * HOUR_MS + 1_000);
    await read(connection, 'routine');
    await read(connection, 'routine');
    expect(await asked(connection)).toEqual([403, 403]);
  });

  it('five times an hour by a person who asks again and again, long before Exact blocks the endpoint', async () => {
    await stage.forgetCalls();
    const connection = await stage.connect('nl', { rights: without('Sales prices') });
    for (let tries = 0; tries < 4; tries++)
      expect((await read(connection, 'now')).type).toBe('exact.master-data.fetched.v1');
    const waits = await read(connection, 'now');
    expect(waits).toMatchObject({
      type: 'exact.command.deferred.v1',
      body: { reasonCode: 'exact_error_budget', holdsAll: false },
    });
    expect(await asked(connection)).toEqual([403, 403, 403, 403, 403]);
    await stage.setTime(Date.parse(String(waits.body['notBefore'])) + 1_000);
    expect((await read(connection, 'now')).type).toBe('exact.master-data.fetched.v1');
    expect(await asked(connection)).toHaveLength(6);
  });
});

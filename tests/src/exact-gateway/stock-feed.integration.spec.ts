import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '@connector/messaging';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

const ITEMS = 20;

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_stock');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect());
  for (let made = 0; made < ITEMS; made++) await commander.settle(shop.item(`S-${made}`));
});

afterAll(async () => {
  await stage.close();
});

const count = (item: number, currentStock: number): Promise<unknown> =>
  stage.control('POST', `/divisions/${shop.connection.division}/stock`, {
    itemCode: `S-${item}`,
    warehouse: '1',
    currentStock,
  });

const fetch = (commandId = uuidV7()) =>
  commander.send({ name: 'exact.stock-positions.fetch.v1' } as never, shop.connection, {}, commandId);

/** Every row that ever left, oldest first. */
async function rows(): Promise<{ itemCode: string; currentStock: string; planningOut: string; timestamp: string }[]> {
  const messages = await stage.db.query<{ body: { positions: never[] } }[]>(
    `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.stock-positions.changed.v1' ORDER BY id`,
  );
  return messages.flatMap(({ body }) => body.positions);
}

describe('the stock feed', () => {
  it('gives every change once, over a restart between any two reads', async () => {
    for (let item = 0; item < ITEMS; item++) await count(item, item);
    const first = fetch();
    expect((await commander.settle(first)).body).toMatchObject({ rows: ITEMS });
    await stage.end();
    await stage.start(2);
    expect((await commander.settle(fetch())).body).toMatchObject({ rows: 0 });
    await count(3, 30);
    await stage.end();
    await stage.start(2);
    expect((await commander.settle(fetch())).body).toMatchObject({ rows: 1 });
    const [again] = await commander.deliver(first, 2);
    expect(again!.body).toMatchObject({ rows: ITEMS });
    expect((await rows()).map(({ itemCode }) => itemCode)).toEqual([
      ...Array.from({ length: ITEMS }, (_, item) => `S-${item}`),
      'S-3',
    ]);
  });

  it('gives every change once, also to reads that overlap and to one that comes twice at once', async () => {
    for (let round = 0; round < 10; round++) {
      for (let item = 0; item < ITEMS; item++) await count(item, 100 + round);
      const twice = fetch();
      await Promise.all(
        [fetch(), fetch(), twice, twice].map((sent, turn) => commander.deliver(sent, 1, stage.instance(turn))),
      );
    }
    await commander.settle(fetch());
    const timestamps = (await rows()).map(({ timestamp }) => timestamp);
    expect(new Set(timestamps).size).toBe(timestamps.length);
    const last = new Map((await rows()).map((row) => [row.itemCode, row.currentStock]));
    expect([...last.values()]).toEqual(Array.from({ length: ITEMS }, () => '109'));
  });

  it('is told page by page: a reading that ends in the middle begins where it ended', async () => {
    const many = await Commands.for(stage, commander, await stage.connect());
    const { division } = many.connection;
    const [group] = await stage.table(division, 'itemgroups');
    for (let made = 0; made < 1_010; made++) {
      const item = { Code: `M-${made}`, Description: 'Mok', ItemGroup: group!['ID'], IsStockItem: true };
      await stage.asPerson(many.connection, 'POST', 'logistics/Items', item);
      const counted = { itemCode: item.Code, warehouse: '1', currentStock: made };
      await stage.control('POST', `/divisions/${division}/stock`, counted);
    }
    const operation = 'GET sync/Inventory/StockPositions';
    await stage.control('POST', '/faults', { operation, tenant: String(division), kind: '503', nth: 2 });
    const told = async (): Promise<string[]> =>
      (await rows()).map(({ itemCode }) => itemCode).filter((code) => code.startsWith('M-'));
    const sent = commander.send({ name: 'exact.stock-positions.fetch.v1' } as never, many.connection, {});
    expect((await commander.deliver(sent)).map(({ type }) => type)).toEqual(['exact.command.deferred.v1']);
    expect(await told()).toHaveLength(1_000);
    expect((await commander.deliver(sent, 2))[0]!.body).toMatchObject({ rows: 10 });
    expect(await told()).toEqual(Array.from({ length: 1_010 }, (_, made) => `M-${made}`));
  });

  it('is of the moment before Exact was asked: what is sold while it answers is not in it', async () => {
    const ms = 2_000;
    await count(4, 40);
    const operation = 'GET sync/Inventory/StockPositions';
    await stage.control('POST', '/faults', { operation, kind: 'latency', times: 1, ms });
    expect((await commander.settle(fetch())).body).toMatchObject({ rows: 1 });
    const [last] = await stage.db.query<{ readAt: string }[]>(
      `SELECT body ->> 'readAt' AS "readAt" FROM exact_gateway.outbox_message
       WHERE type = 'exact.stock-positions.changed.v1' ORDER BY id DESC LIMIT 1`,
    );
    expect(Date.parse(last!.readAt)).toBeLessThanOrEqual(Date.now() - ms);
  });

  it('begins anew when the division was moved, because its row versions are void', async () => {
    await commander.settle(fetch());
    await stage.db.query(`UPDATE exact_gateway.master_data SET moved = 'at another time'`);
    const readMasterData = { name: 'exact.master-data.fetch.v1' } as never;
    await commander.settle(commander.send(readMasterData, shop.connection, { freshness: 'now' }));
    expect((await commander.settle(fetch())).body).toMatchObject({ rows: ITEMS });
    await commander.settle(commander.send(readMasterData, shop.connection, { freshness: 'now' }));
    expect((await commander.settle(fetch())).body).toMatchObject({ rows: 0 });
  });

  it('tells what an order has promised away', async () => {
    const [debtor, item] = await Promise.all([
      commander.settle(shop.debtor('AMZ-stock-buyer')),
      commander.settle(shop.item('S-1')),
    ]);
    const order = shop.salesOrder('S-ORDER', String(debtor.body['accountId']), String(item.body['itemId']));
    expect((await commander.settle(order)).type).toBe('exact.sales-order.created.v1');
    await commander.settle(fetch());
    expect((await rows()).at(-1)).toMatchObject({ itemCode: 'S-1', currentStock: '109', planningOut: '2' });
  });
});

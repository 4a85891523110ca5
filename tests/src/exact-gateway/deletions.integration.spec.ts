import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchExactMasterDataV1, resyncExactItemV1 } from '@connector/contracts';
import { Commander, type Answer } from './commander.js';
import { BUYER, Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;
let accountId: string;
let itemId: string;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_deletions');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  shop = await Commands.for(stage, commander, await stage.connect());
  ({ accountId, itemId } = await shop.readyForOrders());
});

const person = (method: string, table: string, id: string, body?: object): Promise<unknown> =>
  stage.control(method, `/divisions/${shop.connection.division}/${table}/${id}`, body);

const readStock = (): Promise<Answer> =>
  commander.settle(commander.send({ name: 'exact.stock-positions.fetch.v1' } as never, shop.connection, {}));

/** Up to which row version the deletions of the division were read. */
async function cursor(): Promise<number | undefined> {
  const [row] = await stage.db.query<{ up_to: string }[]>(
    `SELECT up_to::text FROM exact_gateway.deletion_cursor WHERE division = $1`,
    [shop.connection.division],
  );
  return row === undefined ? undefined : Number(row.up_to);
}

/** What was told to be gone in the division, oldest first. */
async function told(): Promise<Record<'accounts' | 'addresses' | 'items' | 'salesOrders', string[]>> {
  const messages = await stage.db.query<{ body: Awaited<ReturnType<typeof told>> }[]>(
    `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.records.deleted.v1'
       AND (body->>'division')::int = $1 ORDER BY id`,
    [shop.connection.division],
  );
  const all = (name: keyof Awaited<ReturnType<typeof told>>): string[] => messages.flatMap(({ body }) => body[name]);
  return {
    accounts: all('accounts'),
    addresses: all('addresses'),
    items: all('items'),
    salesOrders: all('salesOrders'),
  };
}

describe('D14: what is deleted in Exact', () => {
  it('is told with the hourly reading, each once, and is made anew when it is wanted again', async () => {
    const order = await commander.settle(shop.salesOrder('GONE-1', accountId, itemId));
    const salesOrderId = String(order.body['salesOrderId']);
    await person('DELETE', 'salesorders', salesOrderId);
    await person('DELETE', 'accounts', accountId);
    await person('DELETE', 'items', itemId);
    await readStock();
    expect(await told()).toMatchObject({ accounts: [accountId], items: [itemId], salesOrders: [salesOrderId] });
    await readStock();
    await stage.advance(3_700_000);
    await Promise.all([readStock(), readStock()]);
    expect(await told()).toMatchObject({ accounts: [accountId], items: [itemId], salesOrders: [salesOrderId] });
    const again = await shop.readyForOrders();
    expect(again.accountId).not.toBe(accountId);
    expect(again.itemId).not.toBe(itemId);
    const once = await commander.settle(shop.salesOrder('GONE-1', again.accountId, again.itemId));
    expect(once.type).toBe('exact.sales-order.created.v1');
    expect((await stage.table(shop.connection.division, 'salesorders')).length).toBe(1);
  });

  it('is told page by page: a reading that ends in the middle begins where it ended, with the next command', async () => {
    const { connection } = shop;
    const [group] = await stage.table(connection.division, 'itemgroups');
    for (let made = 0; made < 1_010; made++) {
      const item = { Code: `GONE-${made}`, Description: 'Mok', ItemGroup: group!['ID'] };
      const { ID: id } = await stage.asPerson(connection, 'POST', 'logistics/Items', item);
      await stage.asPerson(connection, 'DELETE', `logistics/Items(guid'${String(id)}')`);
    }
    const tenant = String(connection.division);
    await stage.forgetCalls();
    await stage.control('POST', '/faults', { operation: 'GET sync/Deleted', tenant, kind: '503', nth: 2 });
    const fetch = commander.send({ name: 'exact.stock-positions.fetch.v1' } as never, connection, {});
    expect((await commander.deliver(fetch)).map(({ type }) => type)).toEqual(['exact.command.deferred.v1']);
    expect(new Set((await told()).items).size).toBe(1_000);
    await commander.deliver(fetch, 2);
    const { items } = await told();
    expect([items.length, new Set(items).size]).toEqual([1_010, 1_010]);
    await readStock();
    expect(await stage.calls({ tenant: connection.division, operation: 'GET sync/Deleted' })).toHaveLength(3);
  });

  it('costs one call an hour, however often the stock is read', async () => {
    await readStock();
    await stage.advance(3_700_000);
    await stage.forgetCalls();
    for (let read = 0; read < 3; read++) await readStock();
    expect((await stage.calls({ operation: 'GET sync/Deleted' })).length).toBe(1);
  });

  it('is told at once where a refusal shows it, and what still stands is not', async () => {
    await person('DELETE', 'accounts', accountId);
    const refused = await commander.settle(shop.salesOrder('GONE-2', accountId, itemId));
    expect(refused.body).toMatchObject({ reasonCode: 'exact_account_gone' });
    expect(await told()).toMatchObject({ accounts: [accountId], items: [] });
    expect((await shop.readyForOrders()).accountId).not.toBe(accountId);
  });

  it('is followed from the start when the division was moved: what came before means nothing there', async () => {
    const { division } = shop.connection;
    // row versions above those that the division has after the move, by an item that stays
    await commander.settle(shop.item('COUNTED'));
    for (let count = 0; count < 300; count++)
      await stage.control('POST', `/divisions/${division}/stock`, {
        itemCode: 'COUNTED',
        warehouse: '1',
        currentStock: count,
      });
    await person('DELETE', 'accounts', accountId);
    await readStock();
    expect(await told()).toMatchObject({ accounts: [accountId], items: [] });
    const before = await cursor();
    await stage.control('POST', `/divisions/${division}/move`, {});
    await person('DELETE', 'items', itemId);
    await commander.settle(commander.send(fetchExactMasterDataV1, shop.connection, { freshness: 'now' }));
    expect(await cursor()).toBeUndefined();
    await readStock();
    expect(await told()).toMatchObject({ accounts: [accountId], items: [itemId] });
    expect((await cursor())!).toBeLessThan(before!);
    await commander.settle(commander.send(fetchExactMasterDataV1, shop.connection, { freshness: 'now' }));
    await stage.advance(3_700_000);
    await readStock();
    expect(await told()).toMatchObject({ accounts: [accountId], items: [itemId] });
  });

  it('an item that is written again is told to be gone', async () => {
    await person('DELETE', 'items', itemId);
    const again = commander.send(resyncExactItemV1, shop.connection, { itemId, description: 'Mok' });
    expect((await commander.settle(again)).body).toMatchObject({ reasonCode: 'exact_item_gone' });
    expect(await told()).toMatchObject({ items: [itemId] });
  });
});

describe('D14: an account that was merged with another', () => {
  it('is the one that the earlier sales orders carry now; none is made', async () => {
    await commander.settle(shop.salesOrder('MERGED-1', accountId, itemId));
    const kept = String((await commander.settle(shop.debtor('AMZ-the-other'))).body['accountId']);
    await person('POST', 'accounts', accountId, { into: kept });
    await readStock();
    const more = { earlierYourRefs: ['MERGED-1', 'NEVER-THERE'] };
    const { body } = await commander.settle(shop.debtor('AMZ-first-buyer', BUYER, more));
    expect(body).toMatchObject({ accountId: kept, adopted: true });
    expect((await stage.table(shop.connection.division, 'accounts')).length).toBe(1);
  });

  it('is made anew where the earlier orders disagree or are gone', async () => {
    const { body } = await commander.settle(
      shop.debtor('AMZ-another-buyer', BUYER, { earlierYourRefs: ['NEVER-THERE'] }),
    );
    expect(body).toMatchObject({ adopted: false });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ensureExactMainContactsV1,
  readExactStockPositionV1,
  reconcileExactSalesOrdersV1,
  removeExactSalesOrderV1,
  resyncExactItemV1,
} from '@connector/contracts';
import { Commander, type Answer } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';
import { until } from './until.js';

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;
let accountId: string;
let itemId: string;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_afterwards');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect());
  ({ accountId, itemId } = await shop.readyForOrders());
});

afterAll(async () => {
  await stage.close();
});

const send = (contract: Parameters<Commander['send']>[0], body: object): Promise<Answer> =>
  commander.settle(commander.send(contract, shop.connection, body));

async function made(yourRef: string, more: object = {}): Promise<string> {
  const answer = await commander.settle(shop.salesOrder(yourRef, accountId, itemId, more));
  return String(answer.body['salesOrderId']);
}

describe('O8: removing a sales order', () => {
  it('removes it once, says so again at no call, and lets it be made anew', async () => {
    const salesOrderId = await made('REMOVE-1');
    const sent = commander.send(removeExactSalesOrderV1, shop.connection, { salesOrderId, yourRef: 'REMOVE-1' });
    expect((await commander.settle(sent)).body).toMatchObject({ salesOrderId, wasThere: true });
    await stage.forgetCalls();
    const [again] = await commander.deliver(sent, 2);
    expect(again!.body).toMatchObject({ salesOrderId, wasThere: true });
    expect(await stage.calls()).toEqual([]);
    expect(await made('REMOVE-1')).not.toBe(salesOrderId);
  });

  it('is done where somebody else removed it, and refuses what carries another reference', async () => {
    const salesOrderId = await made('REMOVE-2');
    const wrong = await send(removeExactSalesOrderV1, { salesOrderId, yourRef: 'REMOVE-X' });
    expect(wrong.body).toMatchObject({ failureClass: 'business', reasonCode: 'exact_sales_order_not_ours' });
    await stage.control('DELETE', `/divisions/${shop.connection.division}/salesorders/${salesOrderId}`);
    const gone = await send(removeExactSalesOrderV1, { salesOrderId, yourRef: 'REMOVE-2' });
    expect(gone.body).toMatchObject({ wasThere: false });
  });

  it('is done where somebody else removed it between our look and our deletion, and no right is missed', async () => {
    const salesOrderId = await made('REMOVE-4');
    const operation = 'DELETE salesorder/SalesOrders';
    await stage.control('POST', '/faults', { operation, kind: 'latency', times: 1, ms: 1_000 });
    await stage.forgetCalls();
    const sent = commander.send(removeExactSalesOrderV1, shop.connection, { salesOrderId, yourRef: 'REMOVE-4' });
    const answered = commander.deliver(sent);
    await until(async () => (await stage.calls({ operation: 'GET salesorder/SalesOrders' })).length > 0);
    await stage.control('DELETE', `/divisions/${shop.connection.division}/salesorders/${salesOrderId}`);
    expect((await answered).map(({ type }) => type)).toEqual(['exact.sales-order.removed.v1']);
    expect((await stage.calls({ operation })).map(({ status }) => status)).toEqual([403]);
    expect((await stage.said(shop.connection)).at(-1)).toMatchObject({ status: 'connected' });
  });

  it('comes through a lost answer, and is repeated without harm', async () => {
    const salesOrderId = await made('REMOVE-3');
    const operation = 'DELETE salesorder/SalesOrders';
    await stage.control('POST', '/faults', { operation, kind: 'done-but-answer-lost', times: 1 });
    const sent = commander.send(removeExactSalesOrderV1, shop.connection, { salesOrderId, yourRef: 'REMOVE-3' });
    const [deferred] = await commander.deliver(sent, 1);
    expect(deferred!.type).toBe('exact.command.deferred.v1');
    expect((await commander.deliver(sent, 2))[0]!.type).toBe('exact.sales-order.removed.v1');
  });
});

describe('O2: which sales orders stand there', () => {
  it('is said for twenty references in one call, with total, state and debtor', async () => {
    const ids = [await made('STANDS-1'), await made('STANDS-2', { lines: oneLine('7.00'), expectedTotal: euros(700) })];
    const yourRefs = ['STANDS-1', 'STANDS-2', ...Array.from({ length: 18 }, (_, index) => `NOWHERE-${index}`)];
    await stage.forgetCalls();
    const { body } = await send(reconcileExactSalesOrdersV1, { yourRefs });
    expect(await stage.calls()).toHaveLength(1);
    expect(body).toMatchObject({ complete: true });
    expect(byReference(body)).toEqual([
      expect.objectContaining({ salesOrderId: ids[0], yourRef: 'STANDS-1', state: 'open', orderedBy: accountId }),
      expect.objectContaining({
        salesOrderId: ids[1],
        yourRef: 'STANDS-2',
        total: { minorUnits: 700, currency: 'EUR' },
      }),
    ]);
  });

  it('is said for a window of order dates, both days included, a thousand a call', async () => {
    for (const orderDate of ['2026-10-30', '2026-11-01', '2026-11-02', '2026-11-03'])
      await made(`ON-${orderDate}`, { orderDate });
    await stage.forgetCalls();
    const { body } = await send(reconcileExactSalesOrdersV1, { orderedFrom: '2026-11-01', orderedTo: '2026-11-02' });
    expect(byReference(body).map(({ yourRef }) => yourRef)).toEqual(['ON-2026-11-01', 'ON-2026-11-02']);
    expect((await stage.calls()).map(({ operation }) => operation)).toEqual(['GET bulk/SalesOrder/SalesOrders']);
  });

  const byReference = (body: Answer['body']) =>
    (body['found'] as { yourRef: string }[]).toSorted((a, b) => a.yourRef.localeCompare(b.yourRef));
  const euros = (minorUnits: number) => ({ minorUnits, currency: 'EUR' });
  const oneLine = (netPrice: string) => [{ itemId, description: 'Mok', quantity: 1, netPrice, vatCode: '2' }];
});

describe('S2: the stock of one item', () => {
  it('is read at once, in one call, and contains what was ordered before', async () => {
    const code = 'MUG-READ';
    const item = String((await commander.settle(shop.item(code))).body['itemId']);
    const { division } = shop.connection;
    await stage.control('POST', `/divisions/${division}/stock`, { itemCode: code, warehouse: '1', currentStock: 12 });
    const order = { lines: [{ itemId: item, description: 'Mok', quantity: 5, netPrice: '1.00', vatCode: '2' }] };
    await made('READ-1', order);
    await stage.forgetCalls();
    const { body } = await send(readExactStockPositionV1, { itemId: item });
    expect(body).toMatchObject({ itemId: item, inStock: '12', planningOut: '5' });
    expect(await stage.calls()).toHaveLength(1);
  });

  it('of an item that is gone is refused, and said to be gone', async () => {
    const { body } = await send(readExactStockPositionV1, { itemId: '00000000-0000-4000-8000-000000000000' });
    expect(body).toMatchObject({ failureClass: 'business', reasonCode: 'exact_item_gone' });
  });
});

describe('D4: the main contact', () => {
  it('is set later, only where there is none: one call to look, one for each that lacks it', async () => {
    const debtors = await Promise.all(
      ['AMZ-main-1', 'AMZ-main-2', 'AMZ-main-3'].map((key) => commander.settle(shop.debtor(key))),
    );
    const contacts = debtors.map(({ body }) => ({
      accountId: String(body['accountId']),
      contactId: String(body['contactId']),
    }));
    await send(ensureExactMainContactsV1, { contacts: contacts.slice(0, 1) });
    await stage.forgetCalls();
    expect((await send(ensureExactMainContactsV1, { contacts })).body).toMatchObject({ set: 2 });
    expect(await stage.calls()).toHaveLength(3);
    const accounts = await stage.table(shop.connection.division, 'accounts');
    for (const contact of contacts)
      expect(accounts.find((row) => row['ID'] === contact.accountId)!['MainContact']).toBe(contact.contactId);
  });
});

describe('I6: an item that is written again', () => {
  it('gets description, extra description, price and barcode, and keeps code and group', async () => {
    const code = 'MUG-AGAIN';
    const price = { minorUnits: 900, currency: 'EUR' };
    const item = String((await commander.settle(shop.item(code, { salesPrice: price }))).body['itemId']);
    const before = (await rowOf('items', item))!;
    const answer = await send(resyncExactItemV1, {
      itemId: item,
      description: 'Mok, donkerblauw',
      extraDescription: 'Een mok',
      barcode: '8710000000017',
      salesPrice: { minorUnits: 950, currency: 'EUR' },
    });
    expect(answer.type).toBe('exact.item.ensured.v1');
    expect(await rowOf('items', item)).toMatchObject({
      Code: code,
      ItemGroup: before['ItemGroup'],
      Description: 'Mok, donkerblauw',
      ExtraDescription: 'Een mok',
      Barcode: '8710000000017',
    });
    const prices = (await stage.table(shop.connection.division, 'prices')).filter((row) => row['Item'] === item);
    expect(prices.map((row) => row['Price'])).toEqual([9.5]);
  });

  it('gets the price that runs now and is of its own unit, and those of a box and of an earlier day stay', async () => {
    const { units } = await stage.masterData(shop.connection);
    const own = units.find(({ isMain }) => isMain)!.code;
    const other = units.find(({ isMain }) => !isMain)!.code;
    const item = String((await commander.settle(shop.item('MUG-PRICES', { unit: own }))).body['itemId']);
    // in the order in which Exact gives them
    const running = [
      { Unit: other, StartDate: '2026-11-05', Price: 60 },
      { Unit: own, StartDate: '2026-11-01', Price: 5 },
      { Unit: own, StartDate: '2026-11-04', Price: 9 },
      { Unit: own, StartDate: '2026-11-03', Price: 8 },
    ];
    for (const [index, price] of running.entries()) {
      const ID = `00000000-0000-4000-8000-00000000000${index + 1}`;
      await stage.asPerson(shop.connection, 'POST', 'logistics/SalesItemPrices', { ID, Item: item, ...price });
    }
    const salesPrice = { minorUnits: 950, currency: 'EUR' };
    await send(resyncExactItemV1, { itemId: item, description: 'Mok', salesPrice });
    const prices = (await stage.table(shop.connection.division, 'prices')).filter((row) => row['Item'] === item);
    expect(new Set(prices.map((row) => row['Price']))).toEqual(new Set([60, 5, 9.5, 8]));
  });

  const rowOf = async (table: string, id: string) =>
    (await stage.table(shop.connection.division, table)).find((row) => row['ID'] === id);
});

describe('D9, D11: an account that a person named by its code', () => {
  it('is taken as it is; where there is none the order is told so and nothing is made', async () => {
    const { division } = shop.connection;
    const row = (await stage.table(division, 'accounts')).find(({ ID }) => ID === accountId)!;
    const named = { accountCode: String(row['Code']).trim() };
    const { body } = await commander.settle(shop.debtor('AMZ-collective', {}, named));
    expect(body).toMatchObject({ accountId, adopted: true });
    const before = (await stage.table(division, 'accounts')).length;
    const refused = await commander.settle(shop.debtor('AMZ-collective-2', {}, { accountCode: '999999' }));
    expect(refused.body).toMatchObject({ failureClass: 'master-data', reasonCode: 'exact_account_code_unknown' });
    expect((await stage.table(division, 'accounts')).length).toBe(before);
  });
});

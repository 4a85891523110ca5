import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Commander } from './commander.js';
import { BUYER, Commands, ELSEWHERE } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

type Row = Readonly<Record<string, unknown>>;

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_records');
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
});

afterAll(async () => {
  await stage.close();
});

beforeEach(async () => {
  shop = await Commands.for(stage, commander, await stage.connect());
});

const rows = (table: string): Promise<readonly Row[]> => stage.table(shop.connection.division, table);
const row = async (table: string, id: unknown, key = 'ID'): Promise<Row> =>
  (await rows(table)).find((one) => one[key] === id)!;

/** What a person makes at the screen of Exact; its id. */
const person = async (path: string, record: object): Promise<string> =>
  String((await stage.asPerson(shop.connection, 'POST', path, record))['ID']);

/** The answer to a debtor command: which account, and whether it was there. */
async function debtor(...command: Parameters<Commands['debtor']>): Promise<{ accountId: string; adopted: boolean }> {
  const { type, body } = await commander.settle(shop.debtor(...command));
  expect(type).toBe('exact.debtor.ensured.v1');
  return { accountId: String(body['accountId']), adopted: body['adopted'] === true };
}

describe('the debtor of a buyer', () => {
  it('D3: is a customer (status C), so that it can be sold to', async () => {
    const { accountId } = await debtor('AMZ-customer');
    expect(await row('accounts', accountId)).toMatchObject({ Status: 'C', SearchCode: 'AMZ-customer' });
  });

  it('D6: is never merged with another by the connector, however equal the two are', async () => {
    const first = await debtor('AMZ-home');
    const second = await debtor('AMZ-office', { ...BUYER, account: { ...BUYER.account!, ...ELSEWHERE } });
    expect(second.accountId).not.toBe(first.accountId);
    await stage.forgetCalls();
    for (const key of ['AMZ-home', 'AMZ-office']) await debtor(key);
    expect(await stage.calls({ tenant: shop.connection.division })).toEqual([]);
    expect(new Set((await rows('accounts')).map((one) => one['ID']))).toEqual(
      new Set([first.accountId, second.accountId]),
    );
  });
});

describe('R-16: what the ledger has forgotten, because it was put back to an earlier moment', () => {
  const forget = (): Promise<unknown> =>
    stage.db.query(`DELETE FROM exact_gateway.attempt WHERE division = $1`, [shop.connection.division]);

  it('a debtor: account and contact are found by our key, and none is made', async () => {
    const made = await debtor('AMZ-forgotten');
    await forget();
    await stage.forgetCalls();
    expect(await debtor('AMZ-forgotten', BUYER, { lookFirst: true })).toEqual(made);
    const calls = (await stage.calls({ tenant: shop.connection.division })).map(({ operation }) => operation);
    expect(calls).toEqual(['GET crm/Accounts', 'GET crm/Contacts']);
    expect([(await rows('accounts')).length, (await rows('contacts')).length]).toEqual([1, 1]);
  });

  it('a debtor of which a person has made a copy: nobody guesses', async () => {
    await debtor('AMZ-copied');
    await person('crm/Accounts', { Name: 'Kopie', Status: 'C', SearchCode: 'AMZ-copied' });
    await forget();
    const [answer] = await commander.deliver(shop.debtor('AMZ-copied', BUYER, { lookFirst: true }));
    expect(answer!.body).toMatchObject({ failureClass: 'business', reasonCode: 'exact_ambiguous_debtor' });
  });

  it('an item: Exact refuses the code, and the item that has it is taken', async () => {
    const made = await commander.settle(shop.item('MUG-FORGOTTEN'));
    await forget();
    const again = await commander.settle(shop.item('MUG-FORGOTTEN'));
    expect(again.body['itemId']).toBe(made.body['itemId']);
    expect((await rows('items')).length).toBe(1);
  });

  it('a sales order: is found by its reference, and none is made', async () => {
    const { accountId, itemId } = await shop.readyForOrders();
    const made = await commander.settle(shop.salesOrder('402-FORGOTTEN', accountId, itemId));
    await forget();
    const again = await commander.settle(shop.salesOrder('402-FORGOTTEN', accountId, itemId, { lookFirst: true }));
    expect(again.body).toMatchObject({ salesOrderId: made.body['salesOrderId'], adopted: true });
    expect((await rows('salesorders')).length).toBe(1);
  });
});

describe('D7: an account that is there already', () => {
  const company = {
    account: { name: 'Muster GmbH', country: 'DE', city: 'Berlin', vatNumber: 'DE811907980' },
  };
  const asTyped = { Name: 'Muster Vertrieb', Status: 'C', Country: 'DE', VATNumber: 'de 811.907.980' };

  it('is adopted where it is the only customer with the VAT number, however a person typed it, and left as it is', async () => {
    const accountId = await person('crm/Accounts', asTyped);
    const before = await row('accounts', accountId);
    expect(await debtor('AMZ-muster', company, { adoptByVatNumber: true })).toEqual({ accountId, adopted: true });
    expect(await rows('accounts')).toEqual([before]);
  });

  it('is found in one call among more customers than an ordinary page holds, also where it has an address in another country', async () => {
    const accountId = await person('crm/Accounts', { ...asTyped, Country: 'BE' });
    for (let other = 100; other < 170; other++)
      await person('crm/Accounts', { Name: `Klant ${other}`, Status: 'C', VATNumber: `DE811907${other}` });
    await stage.forgetCalls();
    expect(await debtor('AMZ-muster', company, { adoptByVatNumber: true })).toEqual({ accountId, adopted: true });
    // what is known by then is not looked for once more
    await debtor('AMZ-muster', company, { adoptByVatNumber: true });
    const calls = await stage.calls({ tenant: shop.connection.division });
    expect(calls.map(({ operation }) => operation)).toEqual(['GET bulk/CRM/Accounts']);
  });

  it('is not guessed at where two customers have the number: the buyer has an account of its own', async () => {
    const theirs = [
      await person('crm/Accounts', asTyped),
      await person('crm/Accounts', { ...asTyped, Name: 'Filiale' }),
    ];
    const { accountId, adopted } = await debtor('AMZ-muster', company, { adoptByVatNumber: true });
    expect(adopted).toBe(false);
    expect(theirs).not.toContain(accountId);
  });

  it('is left alone in every other case: the same name and address prove nothing, nor does a supplier with that number', async () => {
    const { name, addressLine1, postcode, city, country } = BUYER.account!;
    const namesake = {
      Name: name,
      Status: 'C',
      AddressLine1: addressLine1,
      Postcode: postcode,
      City: city,
      Country: country,
    };
    const others = [await person('crm/Accounts', namesake), await person('crm/Accounts', { ...asTyped, Status: 'S' })];
    const before = await rows('accounts');
    const made = [await debtor('AMZ-namesake'), await debtor('AMZ-muster', company, { adoptByVatNumber: true })];
    expect(made.map(({ adopted }) => adopted)).toEqual([false, false]);
    for (const { accountId } of made) expect(others).not.toContain(accountId);
    expect((await rows('accounts')).filter((one) => others.includes(String(one['ID'])))).toEqual(before);
  });
});

describe('D8: a later order', () => {
  it('changes nothing on an account: what the bookkeeper wrote there stays', async () => {
    const { itemId } = await shop.readyForOrders();
    const { accountId } = await debtor('AMZ-returning');
    await stage.control('PUT', `/divisions/${shop.connection.division}/accounts/${accountId}`, {
      Name: 'Koper, volgens de boekhouder',
      Phone: '030-1234567',
      City: 'Zeist',
    });
    const before = await row('accounts', accountId);
    const contacts = await rows('contacts');
    const moved = { account: { ...BUYER.account!, ...ELSEWHERE, phone: '06-87654321', email: 'nieuw@buyer.example' } };
    expect((await debtor('AMZ-returning', { ...BUYER, ...moved })).accountId).toBe(accountId);
    const order = await commander.settle(shop.salesOrder('405-0000008-0000001', accountId, itemId));
    expect(order.type).toBe('exact.sales-order.created.v1');
    expect(await row('accounts', accountId)).toEqual(before);
    expect(await rows('contacts')).toEqual(contacts);
  });
});

describe('I1: a new item', () => {
  it('has the group of the installation, the main unit, VAT code and barcode, is sold and kept in stock, and has a price record', async () => {
    const { itemGroups, units } = await stage.masterData(shop.connection);
    const group = itemGroups.at(-1)!;
    const unit = units.find(({ isMain }) => isMain)!;
    const sent = shop.item('MUG-NEW', {
      itemGroupId: group.id,
      unit: unit.code,
      extraDescription: 'Een mok van steengoed',
      barcode: '8710000000017',
      salesPrice: { minorUnits: 1_210, currency: 'EUR' },
    });
    const { body } = await commander.settle(sent);
    expect(await row('items', body['itemId'])).toMatchObject({
      Code: 'MUG-NEW',
      Description: 'Artikel MUG-NEW',
      ExtraDescription: 'Een mok van steengoed',
      Barcode: '8710000000017',
      ItemGroup: group.id,
      Unit: expect.stringMatching(new RegExp(`^${unit.code}\\s*$`)),
      SalesVatCode: expect.stringMatching(/^2\s*$/),
      IsSalesItem: true,
      IsStockItem: true,
    });
    const prices = (await rows('prices')).filter((one) => one['Item'] === body['itemId']);
    expect(prices).toEqual([expect.objectContaining({ Price: 12.1, Currency: 'EUR', Quantity: 1 })]);
  });

  it('I9: a service item is no stock item, and one that stands there with its code is taken as it is, not doubled', async () => {
    const group = (await rows('itemgroups'))[0]!['ID'];
    const mine = {
      Code: 'Shipment',
      Description: 'Verzendkosten',
      ItemGroup: group,
      IsSalesItem: true,
      IsStockItem: false,
    };
    const itemId = await person('logistics/Items', mine);
    const before = await row('items', itemId);
    const shipping = { description: 'Shipment', isStockItem: false };
    const { body } = await commander.settle(shop.item('Shipment', shipping));
    expect(body).toMatchObject({ itemId, code: 'Shipment', adopted: true });
    expect(await rows('items')).toEqual([before]);
    const wrap = await commander.settle(shop.item('GiftWrap', shipping));
    expect(await row('items', wrap.body['itemId'])).toMatchObject({ Code: 'GiftWrap', IsStockItem: false });
  });
});

describe('O3: a sales order', () => {
  it('carries the Amazon order number as reference and as description', async () => {
    const { accountId, itemId } = await shop.readyForOrders();
    const { body } = await commander.settle(shop.salesOrder('405-0000003-0000001', accountId, itemId));
    expect(await row('salesorders', body['salesOrderId'], 'OrderID')).toMatchObject({
      YourRef: '405-0000003-0000001',
      Description: '405-0000003-0000001',
      OrderedBy: accountId,
      InvoiceTo: accountId,
    });
  });
});

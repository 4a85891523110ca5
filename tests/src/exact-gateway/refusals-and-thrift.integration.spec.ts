import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reasonCatalogue, reasonOf } from '@connector/contracts';
import { Commander, type Sent } from './commander.js';
import { BUYER, Commands, ELSEWHERE } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

let stage: GatewayStage;
let commander: Commander;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_refusals', {
    EXACT_HTTP_TIMEOUT_MS: 5_000,
    ATTEMPT_LEASE_MARGIN_MS: 500,
    LOOK_UP_DELAY_MS: 100,
  });
  await stage.start(2);
  await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
  commander = new Commander(stage);
});

afterAll(async () => {
  await stage.close();
});

describe('call thrift', () => {
  let shop: Commands;
  let itemId: string;
  const cost = async (work: () => Promise<unknown>): Promise<number> => {
    await stage.forgetCalls();
    await work();
    return (await stage.calls({ tenant: shop.connection.division })).length;
  };
  const order = async (reference: string, debtor: Sent | undefined, known?: string): Promise<void> => {
    const accountId = known ?? String((await commander.settle(debtor!)).body['accountId']);
    const answer = await commander.settle(shop.salesOrder(reference, accountId, itemId));
    expect(answer.type).toBe('exact.sales-order.created.v1');
    expect(answer.body).toMatchObject({ total: { minorUnits: 2420, currency: 'EUR' } });
  };

  beforeAll(async () => {
    shop = await Commands.for(stage, commander, await stage.connect());
    itemId = (await shop.readyForOrders()).itemId;
  });

  it("a new buyer's order costs three calls", async () => {
    expect(await cost(() => order('100-1', shop.debtor('AMZ-thrift-1')))).toBe(3);
  });

  it('four with a delivery address', async () => {
    const personal = { ...BUYER, deliveryAddress: ELSEWHERE };
    const more = { deliveryAddressKey: 'address-of-a-neighbour' };
    expect(await cost(() => order('100-2', shop.debtor('AMZ-thrift-2', personal, more)))).toBe(4);
  });

  it("a returning buyer's order costs one, also when the debtor is asked for again", async () => {
    const { body } = await commander.settle(shop.debtor('AMZ-thrift-3'));
    expect(await cost(() => order('100-3', undefined, String(body['accountId'])))).toBe(1);
    expect(await cost(() => order('100-4', shop.debtor('AMZ-thrift-3')))).toBe(1);
  });

  it('an order on a collective debtor costs one, two where the goods go to a door that is new', async () => {
    const { body } = await commander.settle(shop.debtor('AMZ-collective-nl', { account: { name: 'Amazon NL' } }));
    const accountId = String(body['accountId']);
    expect(await cost(() => order('100-5', undefined, accountId))).toBe(1);
    const door = { accountId, deliveryAddressKey: 'door-of-a-stranger' };
    expect(
      await cost(() => order('100-6', shop.debtor('AMZ-collective-nl', { deliveryAddress: ELSEWHERE }, door))),
    ).toBe(2);
  });

  it('an order that may stand there already costs one more, and is adopted as it is', async () => {
    const sent = shop.salesOrder('100-1', '00000000-0000-4000-8000-000000000000', itemId, { lookFirst: true });
    await stage.db.query(`DELETE FROM exact_gateway.attempt WHERE natural_key = '100-1'`);
    let answer;
    expect(await cost(async () => (answer = await commander.settle(sent)))).toBe(1);
    expect(answer).toMatchObject({ type: 'exact.sales-order.created.v1', body: { adopted: true } });
  });

  it('master data are read once a day, and at once for a person', async () => {
    const fetch = (freshness: string): Sent =>
      commander.send({ name: 'exact.master-data.fetch.v1' } as never, shop.connection, { freshness });
    expect(await cost(() => commander.settle(fetch('routine')))).toBe(0);
    expect(await cost(() => commander.settle(fetch('now')))).toBe(15);
    expect(await cost(() => commander.settle(fetch('routine')))).toBe(0);
  });
});

describe.each(['nl', 'en'] as const)('what Exact refuses, said in %s', (language) => {
  let shop: Commands;
  let accountId: string;
  let itemId: string;
  let numbered = 0;

  beforeEach(async () => {
    shop = await Commands.for(stage, commander, await stage.connect(language));
    ({ accountId, itemId } = await shop.readyForOrders());
  });

  const change = (table: string, id: string, fields: object): Promise<unknown> =>
    stage.control('PUT', `/divisions/${shop.connection.division}/${table}/${id}`, fields);
  const refusal = async (more: object = {}): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await commander.settle(shop.salesOrder(`R-${++numbered}`, accountId, itemId, more));
    expect(answer.type).toBe('exact.command.refused.v1');
    expect(reasonCatalogue).toHaveProperty(String(answer.body['reasonCode']));
    expect(await stage.table(shop.connection.division, 'salesorders')).toEqual([]);
    return answer.body;
  };
  const NOBODY = '00000000-0000-4000-8000-000000000000';
  const lineWith = (fields: object): object => ({
    lines: [{ itemId, description: 'Mok', quantity: 2, netPrice: '12.10', vatCode: '2', ...fields }],
  });

  it('a blocked debtor', async () => {
    await change('accounts', accountId, { Blocked: true });
    expect(await refusal()).toMatchObject({ failureClass: 'business', reasonCode: 'exact_debtor_blocked' });
  });

  it('an ended debtor', async () => {
    await change('accounts', accountId, { EndDate: '2020-01-01' });
    expect(await refusal()).toMatchObject({ failureClass: 'business', reasonCode: 'exact_debtor_blocked' });
  });

  it('a debtor that is no customer any more', async () => {
    await change('accounts', accountId, { Status: 'S' });
    expect(await refusal()).toMatchObject({ failureClass: 'business', reasonCode: 'exact_debtor_blocked' });
  });

  it('a deleted debtor', async () => {
    expect(await refusal({ orderedBy: NOBODY })).toMatchObject({
      failureClass: 'business',
      reasonCode: 'exact_account_gone',
    });
  });

  it('an ended item, and one that is not sold', async () => {
    await change('items', itemId, { EndDate: '2020-01-01' });
    expect(await refusal()).toMatchObject({ failureClass: 'master-data', reasonCode: 'exact_item_ended' });
    await change('items', itemId, { EndDate: null, IsSalesItem: false });
    expect(await refusal()).toMatchObject({ failureClass: 'master-data', reasonCode: 'exact_item_ended' });
  });

  it('a deleted item', async () => {
    expect(await refusal(lineWith({ itemId: NOBODY }))).toMatchObject({
      failureClass: 'business',
      reasonCode: 'exact_item_gone',
    });
  });

  it('a deleted delivery address', async () => {
    expect(await refusal({ deliveryAddressId: NOBODY })).toMatchObject({
      failureClass: 'business',
      reasonCode: 'exact_address_gone',
    });
  });

  it('a VAT code that is not there', async () => {
    expect(await refusal(lineWith({ vatCode: '99' }))).toMatchObject({
      failureClass: 'master-data',
      reasonCode: 'exact_bad_reference',
    });
  });

  it('a payment condition and a currency that are not there', async () => {
    for (const wrong of [{ paymentCondition: 'NONE' }, { currency: 'XXX' }]) {
      expect(await refusal(wrong)).toMatchObject({ failureClass: 'master-data', reasonCode: 'exact_bad_reference' });
    }
  });

  it.each([
    ['closed', { nl: 'Periode is afgesloten: 2026-11', en: 'Period is closed: 2026-11' }],
    ['not made yet', { nl: 'Ongeldige referentie: ReportingYear', en: 'Invalid reference: ReportingYear' }],
  ])('C1: a financial year that is %s: asked once, and done when it is open', async (_, texts) => {
    const text = texts[language];
    const operation = 'POST salesorder/SalesOrders';
    const tenant = String(shop.connection.division);
    const asked = async (): Promise<number> =>
      (await stage.calls({ tenant: shop.connection.division, operation })).length;
    await stage.forgetCalls();
    await stage.control('POST', '/faults', { kind: '500-text', operation, tenant, text });
    const held = shop.salesOrder('YEAR', accountId, itemId);
    const refused = await commander.settle(held);
    expect(refused).toMatchObject({
      type: 'exact.command.refused.v1',
      body: { failureClass: 'master-data', reasonCode: 'exact_period_closed', platformMessage: text },
    });
    const { nl, en, remedyNl, remedyEn } = reasonOf('exact_period_closed');
    expect([nl, en]).toEqual([expect.stringMatching(/boekjaar/), expect.stringMatching(/financial year/)]);
    expect([remedyNl, remedyEn]).toEqual([expect.stringMatching(/boekjaar/), expect.stringMatching(/financial year/)]);
    expect(await asked()).toBe(1);
    // delivered again, the refusal is told again and Exact is not asked
    expect((await commander.settle(held)).messageId).toBe(refused.messageId);
    expect(await asked()).toBe(1);
    await stage.control('DELETE', '/faults');
    const again = await commander.settle(shop.salesOrder('YEAR', accountId, itemId));
    expect(again).toMatchObject({ type: 'exact.sales-order.created.v1', body: { adopted: false } });
    expect(await asked()).toBe(2);
    expect(await stage.table(shop.connection.division, 'salesorders')).toHaveLength(1);
  });

  it('goes through once the cause is mended', async () => {
    await change('accounts', accountId, { Blocked: true });
    const refused = shop.salesOrder('MENDED', accountId, itemId);
    expect((await commander.settle(refused)).type).toBe('exact.command.refused.v1');
    await change('accounts', accountId, { Blocked: false });
    const again = await commander.settle(shop.salesOrder('MENDED', accountId, itemId));
    expect(again.type).toBe('exact.sales-order.created.v1');
  });
});

describe('two records with one key', () => {
  it('are held, and tried again only after another look', async () => {
    const shop = await Commands.for(stage, commander, await stage.connect());
    const { accountId, itemId } = await shop.readyForOrders();
    for (let made = 0; made < 2; made++) {
      await commander.settle(shop.salesOrder('TWICE', accountId, itemId));
      await stage.db.query(`DELETE FROM exact_gateway.attempt WHERE natural_key = 'TWICE'`);
    }
    const looking = await commander.settle(shop.salesOrder('TWICE', accountId, itemId, { lookFirst: true }));
    expect(looking.body).toMatchObject({ failureClass: 'business', reasonCode: 'exact_ambiguous_sales_order' });
    expect((await stage.table(shop.connection.division, 'salesorders')).length).toBe(2);
  });

  it('found after doubt are held; once one is gone the other is taken, and none is made', async () => {
    const shop = await Commands.for(stage, commander, await stage.connect());
    const { accountId, itemId } = await shop.readyForOrders();
    const order = (): Sent => shop.salesOrder('DOUBT', accountId, itemId);
    await commander.settle(order());
    await stage.db.query(`DELETE FROM exact_gateway.attempt WHERE natural_key = 'DOUBT'`);
    const operation = 'POST salesorder/SalesOrders';
    await stage.control('POST', '/faults', { operation, kind: 'done-but-answer-lost', times: 1 });
    const held = await commander.settle(order());
    expect(held.body).toMatchObject({ failureClass: 'business', reasonCode: 'exact_ambiguous_sales_order' });
    await stage.forgetCalls();
    const stillHeld = await commander.settle(order());
    expect(stillHeld.body).toMatchObject({ reasonCode: 'exact_ambiguous_sales_order' });
    const [first, second] = await stage.table(shop.connection.division, 'salesorders');
    const one = `salesorder/SalesOrders(guid'${String(first!['OrderID'])}')`;
    await stage.asPerson(shop.connection, 'DELETE', one);
    const done = await commander.settle(order());
    expect(done).toMatchObject({ type: 'exact.sales-order.created.v1', body: { salesOrderId: second!['OrderID'] } });
    expect(await stage.calls({ operation })).toEqual([]);
    expect((await stage.table(shop.connection.division, 'salesorders')).length).toBe(1);
  });
});

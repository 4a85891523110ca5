import { query } from '@connector/local-infrastructure';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type TestConnection } from './gateway-stage.js';
import { until } from './until.js';

const LOOK_UP = { operation: 'GET salesorder/SalesOrders' };

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;

beforeAll(async () => {
  stage = await GatewayStage.open('settled_doubts', {
    EXACT_HTTP_TIMEOUT_MS: 2_000,
    ATTEMPT_LEASE_MARGIN_MS: 1_000,
    LOOK_UP_DELAY_MS: 500,
  });
  await stage.start(1);
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect('nl'));
});

afterAll(() => stage?.close());

/** The database takes no message of these types into the outbox, as when it goes away at this very moment. */
const refuseMessages = (types: string): Promise<unknown> =>
  query(
    stage.infrastructure.adminDatabaseUrl,
    `CREATE FUNCTION exact_gateway.refuse_message() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.type LIKE '${types}' THEN RAISE EXCEPTION 'the message is lost'; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER refuse_message BEFORE INSERT ON exact_gateway.outbox_message FOR EACH ROW EXECUTE FUNCTION exact_gateway.refuse_message()`,
  );

const takeMessages = (): Promise<unknown> =>
  query(stage.infrastructure.adminDatabaseUrl, `DROP FUNCTION exact_gateway.refuse_message() CASCADE`);

/** A sales order whose answer is lost, in an administration of its own; nothing else will call Exact for it. */
async function inDoubt(orderId: string): Promise<TestConnection> {
  const connection = await stage.connect();
  const owner = await Commands.for(stage, commander, connection);
  const { accountId, itemId } = await owner.readyForOrders();
  await stage.control('POST', '/faults', {
    operation: 'POST salesorder/SalesOrders',
    kind: 'done-but-answer-lost',
    times: 1,
  });
  const sent = owner.salesOrder(orderId, accountId, itemId);
  expect((await commander.deliver(sent)).map(({ type }) => type)).toEqual(['exact.command.unclear.v1']);
  return connection;
}

const isRefused = async (connection: TestConnection): Promise<boolean> =>
  (await stage.said(connection)).at(-1)?.['status'] === 'refused';

const stateOfChain = async ({ connectionId }: TestConnection): Promise<unknown> => {
  const [row] = await stage.db.query<{ state: string }[]>(
    `SELECT state FROM exact_gateway.token_chain t JOIN exact_gateway.connection c ON c.chain_id = t.id WHERE c.connection_id = $1`,
    [connectionId],
  );
  return row?.state;
};

describe('a doubt that is settled', () => {
  it('is closed together with its answer: what could not be answered stays a doubt and is settled again', async () => {
    const { accountId, itemId } = await shop.readyForOrders();
    await stage.forgetCalls();
    await stage.control('POST', '/faults', {
      operation: 'POST salesorder/SalesOrders',
      kind: 'done-but-answer-lost',
      times: 1,
    });
    const sent = shop.salesOrder('402-DOUBT', accountId, itemId);
    expect((await commander.deliver(sent)).map(({ type }) => type)).toEqual(['exact.command.unclear.v1']);
    await refuseMessages('exact.command.%');
    await until(async () => (await stage.calls(LOOK_UP)).length >= 2);
    const [attempt] = await stage.db.query<object[]>(
      `SELECT state, result FROM exact_gateway.attempt WHERE natural_key = '402-DOUBT'`,
    );
    expect(attempt).toMatchObject({ state: 'unclear', result: null });
    await takeMessages();
    await until(async () => (await commander.answers(sent.commandId)).at(-1)?.type === 'exact.command.absent.v1');
    const [created] = await commander.deliver(sent, 2);
    expect(created).toMatchObject({ type: 'exact.sales-order.created.v1' });
    expect(await stage.table(shop.connection.division, 'salesorders')).toHaveLength(1);
  });
});

describe('I5: an item after doubt', () => {
  const ITEM = 'POST logistics/Items';
  const salesPrice = { minorUnits: 1_210, currency: 'EUR' };
  const prices = (): Promise<Readonly<Record<string, unknown>>[]> => stage.table(shop.connection.division, 'prices');

  it('that a person made is adopted and left as it is, its price too', async () => {
    const [group] = await stage.table(shop.connection.division, 'itemgroups');
    const mine = { Code: 'MUG-THEIRS', Description: 'Mok', ItemGroup: group!['ID'], IsSalesItem: true };
    const { ID: itemId } = await stage.asPerson(shop.connection, 'POST', 'logistics/Items', mine);
    const theirPrice = { Item: itemId, Price: 9.95, Currency: 'EUR', Quantity: 1 };
    await stage.asPerson(shop.connection, 'POST', 'logistics/SalesItemPrices', theirPrice);
    const before = await prices();
    await stage.control('POST', '/faults', { operation: ITEM, kind: '503', times: 1 });
    const { body } = await commander.settle(shop.item('MUG-THEIRS', { salesPrice }));
    expect(body).toMatchObject({ itemId, adopted: true });
    expect(await prices()).toEqual(before);
  });

  it('that the connector made is its own, also where the look-up came too early to see it', async () => {
    for (const [code, tooEarly] of [
      ['MUG-OURS', false],
      ['MUG-LATE', true],
    ] as const) {
      await stage.control('POST', '/faults', { operation: ITEM, kind: 'done-but-answer-lost', times: 1 });
      if (tooEarly)
        await stage.control('POST', '/faults', {
          operation: 'GET logistics/Items',
          kind: 'lagging-look-up',
          times: 1,
          ms: 60_000,
        });
      const { body } = await commander.settle(shop.item(code, { salesPrice }));
      expect(body).toMatchObject({ code, adopted: false });
      expect((await prices()).filter((price) => price['Item'] === body['itemId'])).toMatchObject([{ Price: 12.1 }]);
    }
  });
});

// doubts may take every slot of a division: then no command comes that would find the same
describe('a refusal that only the look-up of a doubt meets', () => {
  it('a lost consent: is told, once, and the doubt is settled after a new one', async () => {
    const connection = await inDoubt('402-LOST-CONSENT');
    await stage.control('POST', `/users/user-${connection.division}/revoke`);
    await until(() => isRefused(connection));
    expect((await stage.said(connection)).slice(1)).toMatchObject([{ reasonCode: 'exact_reauthorisation_needed' }]);
    const again = `stampNL001.again-${connection.division}`;
    await stage.control('POST', '/users', { refreshToken: again, divisions: [connection.division] });
    await stage.configure(connection, 2, again);
    await settledNow('402-LOST-CONSENT');
    expect(await stage.table(connection.division, 'salesorders')).toHaveLength(1);
  });

  it('a right that is missing: is told', async () => {
    const connection = await inDoubt('402-MISSING-RIGHT');
    await stage.control('PUT', `/users/user-${connection.division}`, { rights: ['Crm accounts'] });
    await until(() => isRefused(connection));
    expect((await stage.said(connection)).slice(1)).toMatchObject([{ reasonCode: 'exact_no_right' }]);
  });

  it('a chain is not broken before that can be told', async () => {
    const connection = await inDoubt('402-UNTOLD');
    await refuseMessages('exact.connection.%');
    await stage.control('POST', `/users/user-${connection.division}/revoke`);
    await stage.forgetCalls();
    await until(async () => (await stage.calls({ operation: 'token' })).length > 0);
    expect([await stateOfChain(connection), await isRefused(connection)]).toEqual(['good', false]);
    await takeMessages();
    // whoever could not tell it would be waited for
    await stage.db.query(`UPDATE exact_gateway.token_chain SET lease_until = NULL`);
    await until(() => isRefused(connection));
    expect(await stateOfChain(connection)).toBe('broken');
  });
});

/** Waits until the look-up is due no more. */
async function settledNow(orderId: string): Promise<void> {
  await stage.db.query(`UPDATE exact_gateway.attempt SET look_up_at = clock_timestamp() WHERE natural_key = $1`, [
    orderId,
  ]);
  await until(async () => {
    const [row] = await stage.db.query<{ state: string }[]>(
      `SELECT state FROM exact_gateway.attempt WHERE natural_key = $1`,
      [orderId],
    );
    return row?.state === 'done';
  });
}

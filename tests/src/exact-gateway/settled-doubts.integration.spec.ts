import { query } from '@connector/local-infrastructure';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';
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

/** The database takes no answer into the outbox, as when it goes away at this very moment. */
const refuseAnswers = (): Promise<unknown> =>
  query(
    stage.infrastructure.adminDatabaseUrl,
    `CREATE FUNCTION exact_gateway.refuse_answer() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.type LIKE 'exact.command.%' THEN RAISE EXCEPTION 'the answer is lost'; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER refuse_answer BEFORE INSERT ON exact_gateway.outbox_message FOR EACH ROW EXECUTE FUNCTION exact_gateway.refuse_answer()`,
  );

const takeAnswers = (): Promise<unknown> =>
  query(stage.infrastructure.adminDatabaseUrl, `DROP FUNCTION exact_gateway.refuse_answer() CASCADE`);

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
    await refuseAnswers();
    await until(async () => (await stage.calls(LOOK_UP)).length >= 2);
    const [attempt] = await stage.db.query<object[]>(
      `SELECT state, result FROM exact_gateway.attempt WHERE natural_key = '402-DOUBT'`,
    );
    expect(attempt).toMatchObject({ state: 'unclear', result: null });
    await takeAnswers();
    await until(async () => (await commander.answers(sent.commandId)).at(-1)?.type === 'exact.command.absent.v1');
    const [created] = await commander.deliver(sent, 2);
    expect(created).toMatchObject({ type: 'exact.sales-order.created.v1' });
    expect(await stage.table(shop.connection.division, 'salesorders')).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '@connector/messaging';
import { Commander, type Answer, type Sent } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type LoggedCall } from './gateway-stage.js';

const DIVISIONS = 4;
/** records of each kind in each division; with 290 a thousand writes each end done, undone and looked up too early (CONTRIBUTING) */
const EACH = Number(process.env['AMBIGUOUS_WRITES_EACH'] ?? 40);
/** so far a look-up may lag behind a write: less than a doubt waits */
const LAG_MS = 1_000;

/** What makes an end unclear, and whether the record stands there afterwards. */
const DOUBTS = [
  { kind: 'done-but-answer-lost', stands: true },
  { kind: 'late-commit', stands: true },
  { kind: 'truncated-json', stands: true },
  { kind: 'reset-before', stands: false },
  { kind: '500-generic', stands: false },
  { kind: '502-html', stands: false },
] as const;
const CHANCE = 0.09;
/** unclear ends of one record after which a person must look */
const MOST_UNCLEAR = 3;

const CREATIONS = [
  { operation: 'POST crm/Accounts', lookUp: 'GET crm/Accounts', table: 'accounts', key: 'SearchCode' },
  { operation: 'POST crm/Contacts', lookUp: 'GET crm/Contacts', table: 'contacts', key: 'Account' },
  { operation: 'POST logistics/Items', lookUp: 'GET logistics/Items', table: 'items', key: 'Code' },
  {
    operation: 'POST salesorder/SalesOrders',
    lookUp: 'GET salesorder/SalesOrders',
    table: 'salesorders',
    key: 'YourRef',
  },
] as const;

let stage: GatewayStage;
let commander: Commander;
const shops: (Commands & { ready?: { accountId: string; itemId: string } })[] = [];
const debtors: Sent[] = [];
const items: Sent[] = [];
const orders: Sent[] = [];
let finals: Map<string, Answer>;
/** commands that a person tried again after three unclear ends, each under a new id */
let retries = 0;

beforeAll(
  async () => {
    stage = await GatewayStage.open('ambiguous_writes', {
      EXACT_HTTP_TIMEOUT_MS: 1_000,
      ATTEMPT_LEASE_MARGIN_MS: 1_000,
      LOOK_UP_DELAY_MS: 500,
    });
    await stage.start(3);
    await stage.control('POST', '/limits', { minuteLimit: 1_000_000, dayLimit: 1_000_000 });
    commander = new Commander(stage);
    for (let shop = 0; shop < DIVISIONS; shop++) {
      shops.push(await Commands.for(stage, commander, await stage.connect(shop % 2 === 0 ? 'nl' : 'en')));
    }
    const ready = await Promise.all(shops.map((shop) => shop.readyForOrders()));
    await stage.forgetCalls();
    for (const { operation } of CREATIONS) {
      for (const { kind } of DOUBTS)
        await stage.control('POST', '/faults', { operation, kind, probability: CHANCE, ms: 700 });
    }
    for (const { lookUp } of CREATIONS)
      await stage.control('POST', '/faults', { operation: lookUp, kind: 'lagging-look-up', ms: LAG_MS });
    for (const [index, shop] of shops.entries()) {
      for (let made = 0; made < EACH; made++) {
        debtors.push(shop.debtor(`AMZ-buyer-${index}-${made}`));
        items.push(shop.item(`MUG-${index}-${made}`));
        orders.push(shop.salesOrder(`40${index}-${made}`, ready[index]!.accountId, ready[index]!.itemId));
      }
    }
    const all = [...debtors, ...items, ...orders];
    const answered = await Promise.all(all.map(async (sent) => [sent.commandId, await toTheEnd(sent)] as const));
    finals = new Map(answered);
  },
  300_000 + EACH * 5_000,
);

afterAll(async () => {
  await stage.close();
});

/** What three unclear ends stopped is tried again by a person, as a new command. */
async function toTheEnd(sent: Sent): Promise<Answer> {
  const final = await commander.settle(sent);
  if (final.body['reasonCode'] !== 'exact_repeatedly_unclear') return final;
  retries += 1;
  return toTheEnd({ ...sent, commandId: uuidV7() });
}

/** Calls that nobody disturbed and that still took longer than the second that they have: a busy machine makes some. */
async function doubtsByItself(): Promise<number> {
  const [row] = await stage.db.query<{ doubts: number }[]>(
    `SELECT coalesce(sum(unclear_count), 0)::int AS doubts FROM exact_gateway.attempt`,
  );
  const struck = (await stage.calls()).filter(({ fault }) => DOUBTS.some(({ kind }) => kind === fault));
  // the count begins anew when a person tries again
  return Math.max(0, row!.doubts + MOST_UNCLEAR * retries - struck.length);
}

async function all(table: string): Promise<Readonly<Record<string, unknown>>[]> {
  return (await Promise.all(shops.map((shop) => stage.table(shop.connection.division, table)))).flat();
}

describe('creations whose end was not seen', () => {
  it('are many, of every kind', async () => {
    const struck = (await stage.calls()).filter(({ fault }) => DOUBTS.some(({ kind }) => kind === fault));
    expect(struck.length).toBeGreaterThan(6 * EACH);
    for (const { operation } of CREATIONS) {
      for (const { kind } of DOUBTS) {
        expect(struck.filter((call) => call.operation === operation && call.fault === kind).length).toBeGreaterThan(0);
      }
    }
    for (const { kind } of DOUBTS) console.log(`${kind}: ${struck.filter(({ fault }) => fault === kind).length}`);
    console.log(
      `${struck.length} ambiguous writes in ${(await stage.calls()).length} calls, ${retries} tried again by a person`,
    );
  });

  it('lose nothing: every command ends with its record', async () => {
    const expected = {
      debtors: 'exact.debtor.ensured.v1',
      items: 'exact.item.ensured.v1',
      orders: 'exact.sales-order.created.v1',
    };
    for (const [name, list] of Object.entries({ debtors, items, orders })) {
      const types = list.map(({ commandId }) => finals.get(commandId)!);
      expect(types.filter(({ type }) => type !== expected[name as keyof typeof expected])).toEqual([]);
    }
    const accounts = new Set((await all('accounts')).map((row) => row['ID']));
    for (const { commandId } of debtors) expect(accounts).toContain(finals.get(commandId)!.body['accountId']);
  });

  it.each(CREATIONS)('double nothing: $operation', async ({ table, key }) => {
    const rows = await all(table);
    const keys = rows.map((row) => String(row[key]));
    expect(keys.length).toBe(DIVISIONS * (EACH + (table === 'salesorders' ? 0 : 1)));
    if (key !== 'SearchCode' && key !== 'Code') expect(new Set(keys).size).toBe(keys.length);
    else expect(new Set(keys).size).toBe(DIVISIONS * EACH + 1);
  });

  it.each(CREATIONS)('cost one more call at most: $operation', async ({ operation, lookUp }) => {
    const posts = await stage.calls({ operation });
    const doubts = posts.filter(({ fault }) => fault !== undefined);
    const nothingThere = (call: LoggedCall): boolean =>
      DOUBTS.some(({ kind, stands }) => kind === call.fault && !stands);
    expect(posts.length).toBe(DIVISIONS * EACH + doubts.filter(nothingThere).length);
    const lookUps = (await stage.calls({ operation: lookUp })).length;
    expect(lookUps).toBeGreaterThanOrEqual(doubts.length);
    expect(lookUps).toBeLessThanOrEqual(doubts.length + retries + (await doubtsByItself()));
  });

  it('never were two calls to one division at once', async () => {
    // a late commit happens at Exact after the connection is gone: that one is no call of ours any more
    const beside = (await stage.calls()).filter((call) => call.beside > 0 && call.fault === undefined);
    const late = (await stage.calls()).filter(({ fault }) => fault === 'late-commit').length;
    expect(beside.every((call) => call.beside <= late)).toBe(true);
  });
});

describe('a command that comes again', () => {
  it('is answered from what was stored, with the same message, at no call', async () => {
    await stage.control('DELETE', '/faults');
    await stage.forgetCalls();
    for (const list of [debtors, items, orders]) {
      const sent = list.find(({ commandId }) => finals.get(commandId)!.body['commandId'] === commandId)!;
      const first = finals.get(sent.commandId)!;
      for (const app of stage.apps) {
        const [again] = await commander.deliver(sent, 9, app);
        expect(again).toMatchObject({ type: first.type, messageId: first.messageId, body: first.body });
      }
    }
    expect(await stage.calls()).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Commander, type Answer, type Sent } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type LoggedCall } from './gateway-stage.js';

const ORDERS = 2_000;
/** every eighth order is of a buyer who is new; the others come back */
const NEW_BUYERS = 250;
const CALLS = 2 * NEW_BUYERS + ORDERS;

/** An order on its way: its debtor first, then itself. */
interface Job {
  readonly number: number;
  sent: Sent;
  release: number;
  isOrder: boolean;
}

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;
let itemId: string;
const finals: Answer[] = [];
let calls: LoggedCall[];

beforeAll(async () => {
  stage = await GatewayStage.open('two_thousand_orders');
  await stage.start(3);
  commander = new Commander(stage);
  shop = await Commands.for(stage, commander, await stage.connect());
  itemId = (await shop.readyForOrders()).itemId;
  await stage.stopClock();
  await stage.advance(65_000);
  await stage.forgetCalls();
  await playAll();
  calls = await stage.calls({ tenant: shop.connection.division });
}, 900_000);

afterAll(async () => {
  await stage.close();
});

const jobOf = (number: number): Job => ({
  number,
  sent: shop.debtor(`AMZ-buyer-${number % NEW_BUYERS}`),
  release: 1,
  isOrder: false,
});

/** Two commands at a time, as sync-core releases them; when both worlds must wait, their time goes on together. */
async function playAll(): Promise<void> {
  const waiting = Array.from({ length: ORDERS }, (_, number) => jobOf(number));
  let working: Job[] = [];
  while (waiting.length + working.length > 0) {
    while (working.length < 2 && waiting.length > 0) working.push(waiting.shift()!);
    const answers = await Promise.all(working.map(({ sent, release }) => commander.deliver(sent, release)));
    const moments = answers.map(([answer], index) => advance(working[index]!, answer!));
    working = working.filter(({ number }) => finals[number] === undefined);
    const until = Math.max(0, ...moments);
    if (until > stage.clock.now().getTime()) await stage.setTime(until);
  }
}

/** Takes an answer; the moment until which it asks to wait, 0 for none. */
function advance(job: Job, answer: Answer): number {
  if (answer.type === 'exact.command.deferred.v1') {
    job.release += 1;
    return Date.parse(String(answer.body['notBefore']));
  }
  if (job.isOrder) finals[job.number] = answer;
  else {
    const accountId = String(answer.body['accountId']);
    Object.assign(job, { sent: shop.salesOrder(`2K-${job.number}`, accountId, itemId), release: 1, isOrder: true });
  }
  return 0;
}

describe(`${ORDERS} orders through three instances, with all limits on`, () => {
  it('all arrive, once', async () => {
    expect(finals.filter(({ type }) => type === 'exact.sales-order.created.v1').length).toBe(ORDERS);
    const references = (await stage.table(shop.connection.division, 'salesorders')).map((row) => row['YourRef']);
    expect([references.length, new Set(references).size]).toEqual([ORDERS, ORDERS]);
    expect((await stage.table(shop.connection.division, 'accounts')).length).toBe(NEW_BUYERS + 1);
  });

  it('cost three calls for a new buyer and one for a returning one, and not one is answered 429', () => {
    expect(calls.length).toBe(CALLS);
    expect(calls.filter(({ status }) => status !== 201)).toEqual([]);
  });

  it('never are two calls in flight', () => {
    expect(Math.max(...calls.map(({ beside }) => beside))).toBe(0);
  });

  it('use 95 % of every minute while there is work', () => {
    const minutes = new Map<number, number>();
    for (const { at } of calls) {
      const minute = Math.floor(Date.parse(at) / 60_000);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    const [first, last] = [Math.min(...minutes.keys()), Math.max(...minutes.keys())];
    const used = Array.from({ length: last - first - 1 }, (_, index) => minutes.get(first + 1 + index) ?? 0);
    console.log(
      `${calls.length} calls in ${minutes.size} minutes; the least full of the inner ones had ${Math.min(...used)}`,
    );
    expect(used.length).toBeGreaterThanOrEqual(39);
    expect(Math.min(...used)).toBeGreaterThanOrEqual(57);
  });
});

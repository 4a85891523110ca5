import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Commander, type Answer, type Sent } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage } from './gateway-stage.js';

const DAY_MS = 86_400_000;

let stage: GatewayStage;
let commander: Commander;
let shop: Commands;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_limits');
  await stage.start(3);
  commander = new Commander(stage);
  await stage.stopClock();
});

// in a morning, whatever the hour is: at midnight the day's calls come back
beforeEach(async () => {
  const midnight = Math.ceil(stage.clock.now().getTime() / DAY_MS) * DAY_MS;
  await stage.setTime(midnight + 8 * 3_600_000);
});

beforeEach(async () => {
  await stage.control('POST', '/limits', { minuteLimit: 60, dayLimit: 5_000 });
  await stage.control('DELETE', '/faults');
  shop = await Commands.for(stage, commander, await stage.connect());
  // into a minute after the one in which the connection was set up, far from its end
  await stage.setTime(Math.ceil((stage.clock.now().getTime() + 65_000) / 60_000) * 60_000 + 5_000);
  await stage.forgetCalls();
});

afterAll(async () => {
  await stage.close();
});

let numbered = 0;
const items = (count: number): Sent[] => Array.from({ length: count }, () => shop.item(`L-${++numbered}`));

/** Delivers two at a time, as sync-core releases, until one is deferred; how many came through, and the deferral. */
async function untilDeferred(commands: readonly Sent[]): Promise<{ done: number; deferred?: Answer }> {
  for (let start = 0; start < commands.length; start += 2) {
    const answers = await Promise.all(commands.slice(start, start + 2).map((sent) => commander.deliver(sent)));
    const waits = ({ type }: Answer): boolean => type === 'exact.command.deferred.v1';
    const deferred = answers.flat().find(waits);
    if (deferred !== undefined)
      return { done: start + answers.flat().filter((answer) => !waits(answer)).length, deferred };
  }
  return { done: commands.length };
}

describe('60 calls a minute, for three instances together', () => {
  it('are used to the last, without a single 429, and one call is in flight at a time', async () => {
    const queue = items(200);
    for (let minute = 0; minute < 3; minute++) {
      const { done, deferred } = await untilDeferred(queue.splice(0, 64));
      expect(done).toBeGreaterThanOrEqual(57);
      expect(deferred!.body).toMatchObject({ reasonCode: 'exact_minute_limit', holdsAll: true });
      const waits = Date.parse(String(deferred!.body['notBefore'])) - stage.clock.now().getTime();
      expect(waits).toBeGreaterThan(0);
      expect(waits).toBeLessThanOrEqual(65_000);
      await stage.advance(waits);
    }
    const calls = await stage.calls({ tenant: shop.connection.division });
    expect(calls.filter(({ status }) => status === 429)).toEqual([]);
    expect(Math.max(...calls.map(({ beside }) => beside))).toBe(0);
    expect(calls.length).toBeGreaterThanOrEqual(171);
  });

  it('do not begin to be called again before the window ends', async () => {
    await untilDeferred(items(64));
    await stage.forgetCalls();
    for (const sent of items(5)) {
      const [answer] = await commander.deliver(sent);
      expect(answer!.type).toBe('exact.command.deferred.v1');
    }
    expect(await stage.calls()).toEqual([]);
  });

  it('may become fewer without notice: what the headers say counts at once', async () => {
    await stage.control('POST', '/limits', { minuteLimit: 10 });
    const { done } = await untilDeferred(items(30));
    expect(done).toBe(10);
    expect((await stage.calls()).filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe('a 429 that came nevertheless', () => {
  it('without a header stops all calls for a minute, on the business clock', async () => {
    await stage.control('POST', '/faults', { kind: '429', times: 1 });
    const { deferred } = await untilDeferred(items(1));
    const waits = Date.parse(String(deferred!.body['notBefore'])) - stage.clock.now().getTime();
    expect(waits).toBeGreaterThan(50_000);
    expect(waits).toBeLessThanOrEqual(65_000);
    expect((await untilDeferred(items(3))).done).toBe(0);
    expect((await stage.calls()).length).toBe(1);
    await stage.advance(waits);
    expect((await untilDeferred(items(3))).done).toBe(3);
  });
});

describe('5,000 calls a day', () => {
  const dayLeft = async (remaining: number): Promise<void> => {
    const division = shop.connection.division;
    await stage.db.query(`UPDATE exact_gateway.quota SET day_remaining = $2 WHERE division = $1`, [
      division,
      remaining,
    ]);
  };

  it('keep 300 for people: an order waits for the next day, a person does not', async () => {
    await dayLeft(300);
    const { deferred } = await untilDeferred(items(1));
    expect(deferred!.body).toMatchObject({ reasonCode: 'exact_day_limit', holdsAll: true });
    await stage.configure(shop.connection, 2);
    expect((await stage.calls()).length).toBe(15);
  });

  it('keep 40 % for orders: the catalogue stops, an order does not', async () => {
    await dayLeft(2_000);
    const [first, second] = items(2);
    const imported = { ...first!, contract: { ...first!.contract, name: 'exact.item.import.v1' } };
    expect((await commander.deliver(imported))[0]!.body).toMatchObject({
      reasonCode: 'exact_day_limit',
      holdsAll: false,
    });
    expect((await commander.deliver(second!))[0]!.type).toBe('exact.item.ensured.v1');
  });

  it('when Exact says that they are used up, nothing is called until they come back', async () => {
    await stage.control('POST', '/limits', { dayLimit: 7 });
    expect((await untilDeferred(items(1))).deferred!.body).toMatchObject({ reasonCode: 'exact_day_limit' });
    await stage.forgetCalls();
    expect((await untilDeferred(items(5))).done).toBe(0);
    expect(await stage.calls()).toEqual([]);
  });
});

describe('the error budget', () => {
  it('stops an endpoint at five client errors an hour, that one alone, and opens again', async () => {
    const elsewhere = (): Sent => shop.salesOrder(`W-${++numbered}`, NOBODY, NOBODY);
    const update = (): Sent =>
      commander.send({ name: 'exact.item.update.v1' } as never, shop.connection, { itemId: NOBODY, description: 'x' });
    for (let refused = 0; refused < 5; refused++) {
      // with the fifth the endpoint is closed, and what is gone can no longer be looked at
      const reasonCode = refused < 4 ? 'exact_item_gone' : 'exact_record_gone';
      expect((await commander.deliver(update()))[0]!.body).toMatchObject({ reasonCode });
    }
    await stage.forgetCalls();
    for (let more = 0; more < 20; more++) {
      expect((await commander.deliver(update()))[0]!.body).toMatchObject({
        reasonCode: 'exact_error_budget',
        holdsAll: false,
      });
    }
    expect(await stage.calls()).toEqual([]);
    expect((await commander.deliver(elsewhere()))[0]!.type).toBe('exact.command.refused.v1');
    await stage.advance(3_600_000);
    expect((await commander.deliver(update()))[0]!.body).toMatchObject({ reasonCode: 'exact_item_gone' });
  });

  it('knows the block of an endpoint that it did not see coming from a right that is missing', async () => {
    const { connection } = shop;
    // calls of a process that died before it counted them, beside three that were counted
    for (let refused = 0; refused < 11; refused++)
      await expect(stage.asPerson(connection, 'DELETE', `logistics/Items(guid'${NOBODY}')`)).rejects.toThrow('404');
    await stage.db.query(
      `INSERT INTO exact_gateway.endpoint_errors (division, endpoint, since, count, without_right) VALUES ($1, 'logistics/Items', $2, 3, 0)`,
      [connection.division, stage.clock.now()],
    );
    const [sent] = items(1);
    const [answer] = await commander.deliver(sent!);
    expect(answer!.body).toMatchObject({ reasonCode: 'exact_error_budget', holdsAll: false });
    const waits = Date.parse(String(answer!.body['notBefore'])) - stage.clock.now().getTime();
    expect(waits).toBe(3_600_000);
    await stage.advance(waits);
    expect((await commander.deliver(sent!, 2))[0]!.type).toBe('exact.item.ensured.v1');
  });
});

const NOBODY = '00000000-0000-4000-8000-000000000000';

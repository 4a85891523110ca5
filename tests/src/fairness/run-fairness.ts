import { setTimeout as wait } from 'node:timers/promises';
import { connect, fillSandboxes, until, type Shop, type Stack } from '@connector/demo';
import { Random } from '@connector/simulation';
import { Client } from 'pg';
import { inventOrders, inventShop } from '../chaos/invent-orders.js';
import { fairnessOf, type Fairness, type Finish } from './fairness-figures.js';

/** Orders that one call places at the sandbox. */
const PLACED_AT_ONCE = 250;
const LOOK_EVERY_MS = 500;
const CONNECTED_AT_ONCE = 5;

export interface FairnessPlan {
  readonly seed: number;
  readonly connections: number;
  /** of all connections together, in the half in which the large one has its orders too */
  readonly orders: number;
  /** of one connection */
  readonly largest: number;
  /** most seconds of one half */
  readonly withinSeconds: number;
  readonly say: (line: string) => void;
}

export interface FairnessResult extends Fairness {
  /** orders of one small connection in each half */
  readonly ordersEach: number;
  /** orders of the large connection that were done when the last small one was finished */
  readonly largestDone: number;
  /** sales orders in Exact a second, of all connections together, in each half */
  readonly aloneOrdersPerSecond: number;
  readonly besideOrdersPerSecond: number;
}

interface Merchant {
  readonly shop: Shop;
  readonly connectionId: string;
  /** orders that it has so far */
  placed: number;
}

/**
 * The small connections get their orders alone; then as many again, behind the large one, whose orders are on their way by then.
 * A connection is finished when each of its orders is a sales order in Exact.
 */
export async function runFairness(stack: Stack, plan: FairnessPlan): Promise<FairnessResult> {
  const random = new Random(plan.seed);
  const [large, ...small] = await openShops(stack, plan);
  const ordersEach = Math.floor((plan.orders - plan.largest) / small.length);
  const database = new Client({ connectionString: stack.infrastructure.adminDatabaseUrl });
  database.on('error', () => undefined); // told by the question that follows
  await database.connect();
  try {
    await itemsAreThere(database, plan);
    plan.say(`${small.length} connections get ${ordersEach} orders each`);
    const alone = await half(database, plan, small, () => placeAll(stack, random, small, ordersEach));
    plan.say(`The same once more, beside one with ${plan.largest}`);
    const beside = await half(database, plan, small, async () => {
      await placeAll(stack, random, [large!], plan.largest);
      await isSeen(database, large!);
      await placeAll(stack, random, small, ordersEach);
    });
    const largestDone = (await doneOf(database)).get(large!.connectionId) ?? 0;
    const figures = fairnessOf(alone, beside);
    const perSecond = (orders: number, seconds: number): number => Math.round((orders / seconds) * 10) / 10;
    return {
      ...figures,
      ordersEach,
      largestDone,
      aloneOrdersPerSecond: perSecond(ordersEach * small.length, figures.aloneSeconds),
      besideOrdersPerSecond: perSecond(ordersEach * small.length + largestDone, figures.besideSeconds),
    };
  } finally {
    await database.end();
  }
}

async function openShops(stack: Stack, plan: FairnessPlan): Promise<Merchant[]> {
  const shops = Array.from({ length: plan.connections }, (_, index) => inventShop(index + 1));
  const merchants: Merchant[] = [];
  for (let at = 0; at < shops.length; at += CONNECTED_AT_ONCE) {
    const some = shops.slice(at, at + CONNECTED_AT_ONCE);
    for (const shop of some) await fillSandboxes(stack, shop);
    const ids = await Promise.all(some.map((shop) => connect(stack, shop)));
    for (const [index, shop] of some.entries()) merchants.push({ shop, connectionId: ids[index]!, placed: 0 });
  }
  plan.say(`${merchants.length} connections are active, each with an administration of its own`);
  return merchants;
}

/** Both halves find the same items: the import is over, nothing is on its way. */
async function itemsAreThere(database: Client, { connections, say }: FairnessPlan): Promise<void> {
  await until(
    'The import of all items',
    async () => {
      const { rows } = await database.query<{ divisions: number; open: number }>(
        `SELECT count(DISTINCT division) FILTER (WHERE state = 'ready')::int AS divisions,
           count(*) FILTER (WHERE state <> 'ready')::int AS open FROM sync_core.item`,
      );
      return rows[0]!.divisions === connections && rows[0]!.open === 0 ? true : undefined;
    },
    { withinMs: 600_000, everyMs: 1_000 },
  );
  say('Their items are in Exact');
}

/** The large one goes first: what it has in queues and backlogs stands before the others' orders come. */
async function isSeen(database: Client, { connectionId }: Merchant): Promise<void> {
  await until(
    'The first order of the large connection',
    async () => {
      const { rows } = await database.query(`SELECT 1 FROM sync_core.amazon_order WHERE connection_id = $1 LIMIT 1`, [
        connectionId,
      ]);
      return rows.length > 0 ? true : undefined;
    },
    { withinMs: 300_000 },
  );
}

async function placeAll(stack: Stack, random: Random, merchants: readonly Merchant[], count: number): Promise<void> {
  for (const merchant of merchants) {
    const from = merchant.placed + 1;
    const orders = inventOrders(random, merchant.shop, count, stack.now(), { pendingShare: 0, from });
    for (let at = 0; at < orders.length; at += PLACED_AT_ONCE) {
      const some = orders.slice(at, at + PLACED_AT_ONCE).map(({ first }) => first);
      await stack.amazon.send('POST', `/sellers/${merchant.shop.sellerId}/orders`, some);
    }
    merchant.placed += count;
  }
}

/** Seconds from the moment at which all orders are placed until each small connection has all of them in Exact. */
async function half(
  database: Client,
  { withinSeconds, say }: FairnessPlan,
  small: readonly Merchant[],
  placing: () => Promise<void>,
): Promise<Finish> {
  await placing();
  const started = Date.now();
  const finished = new Map<string, number>();
  let saidAt = 0;
  while (finished.size < small.length) {
    await wait(LOOK_EVERY_MS);
    const seconds = (Date.now() - started) / 1_000;
    const done = await doneOf(database);
    for (const { connectionId, placed } of small)
      if (!finished.has(connectionId) && done.get(connectionId) === placed) finished.set(connectionId, seconds);
    if (seconds - saidAt >= 30) {
      saidAt = seconds;
      const open = small.reduce((sum, { connectionId, placed }) => sum + placed - (done.get(connectionId) ?? 0), 0);
      say(`${finished.size} of ${small.length} are finished, ${open} of their orders are open`);
    }
    if (seconds > withinSeconds)
      throw new Error(`Not finished within ${withinSeconds} s: ${await whatIsOpen(database)}`);
  }
  say(`All ${small.length} are finished after ${Math.round(Math.max(...finished.values()))} s`);
  return finished;
}

async function doneOf(database: Client): Promise<Map<string, number>> {
  const { rows } = await database.query<{ id: string; done: number }>(
    `SELECT connection_id AS id, count(*)::int AS done FROM sync_core.amazon_order WHERE state = 'done' GROUP BY 1`,
  );
  return new Map(rows.map(({ id, done }) => [id, done]));
}

async function whatIsOpen(database: Client): Promise<string> {
  const { rows } = await database.query<{ what: string; count: string }>(
    `SELECT state || coalesce(' ' || reason_code, '') AS what, count(*) FROM sync_core.amazon_order WHERE state <> 'done' GROUP BY 1`,
  );
  return rows.map(({ what, count }) => `${count} ${what}`).join(', ');
}

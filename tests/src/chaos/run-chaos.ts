import { setTimeout as wait } from 'node:timers/promises';
import {
  accountFor,
  connect,
  fillSandboxes,
  lastUpdatedAtAmazon,
  moveOn,
  place,
  raiseStorm,
  retryDoubts,
  rowsOf,
  salesOrdersOf,
  strikesOf,
  until,
  type DayOrder,
  type KnownOrder,
  type Shop,
  type Stack,
} from '@connector/demo';
import { Random } from '@connector/simulation';
import { inventOrders, inventShop } from './invent-orders.js';
import { messagesLeft } from './messages-left.js';
import { isClean, judge, together, type Verdict } from './verdict.js';

const ORDERS_A_SHOP = 100;
const WAVES = 10;
const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'];

export interface ChaosPlan {
  readonly seed: number;
  readonly orders: number;
  readonly kills: number;
  readonly replicas: number;
  readonly settleWithinMs: number;
  readonly say: (line: string) => void;
}

export interface ChaosResult extends Verdict {
  readonly seed: number;
  readonly kills: number;
  readonly callsStruck: number;
  readonly seconds: number;
}

interface Merchant {
  readonly shop: Shop;
  readonly connectionId: string;
  readonly orders: readonly DayOrder[];
}

/** Random orders, failing platforms and `kill -9` at random moments; then everything must settle, and nothing may be lost or doubled. */
export async function runChaos(stack: Stack, plan: ChaosPlan): Promise<ChaosResult> {
  const started = Date.now();
  const random = new Random(plan.seed);
  const merchants = await openShops(stack, random, plan.orders);
  plan.say(`${merchants.length} shops are linked`);
  await raiseStorm(stack);
  let placing = true;
  const killing = killAtRandom(stack, random, plan, () => placing);
  await placeInWaves(stack, merchants, plan.say);
  placing = false;
  await killing;
  plan.say('All orders are placed, all kills are done');
  const end = Date.now() + plan.settleWithinMs;
  let verdict = await verdictOf(stack, merchants);
  while (!isClean(verdict) && Date.now() < end) {
    await wait(2_000);
    await retryDoubts(stack, plan.say);
    verdict = await verdictOf(stack, merchants);
    plan.say(`${verdict.faults.length + verdict.messagesLeft} things are open`);
  }
  const seconds = Math.round((Date.now() - started) / 1_000);
  return { seed: plan.seed, kills: plan.kills, callsStruck: await strikesOf(stack), seconds, ...verdict };
}

async function openShops(stack: Stack, random: Random, orders: number): Promise<Merchant[]> {
  const count = Math.max(1, Math.ceil(orders / ORDERS_A_SHOP));
  const merchants: Merchant[] = [];
  for (let index = 0; index < count; index++) {
    const shop = inventShop(index + 1);
    await fillSandboxes(stack, shop);
    const share = Math.floor(((index + 1) * orders) / count) - Math.floor((index * orders) / count);
    const connectionId = await connect(stack, shop);
    merchants.push({ shop, connectionId, orders: inventOrders(random, shop, share, stack.now()) });
  }
  return merchants;
}

/** Orders come in waves; what was pending moves on a wave later, and some orders are reported once more for no reason. */
async function placeInWaves(stack: Stack, merchants: readonly Merchant[], say: (line: string) => void): Promise<void> {
  for (let wave = 0; wave <= WAVES; wave++) {
    for (const { shop, orders } of merchants) {
      const size = Math.ceil(orders.length / WAVES);
      const before = orders.slice((wave - 1) * size, wave * size);
      await place(stack, orders.slice(wave * size, (wave + 1) * size), shop);
      if (wave > 0) await moveOn(stack, before, shop);
      if (wave > 0) await place(stack, before.slice(0, 2), shop);
    }
    say(`wave ${wave} of ${WAVES}`);
    await wait(2_000);
  }
}

/** `kill -9` of a random process, again and again: while orders are placed, and after that until the number is reached. */
async function killAtRandom(stack: Stack, random: Random, plan: ChaosPlan, placing: () => boolean): Promise<void> {
  for (let kill = 0; kill < plan.kills; kill++) {
    await wait(placing() ? 200 + random.next() * 1_000 : 200 + random.next() * 500);
    const service = SERVICES[Math.floor(random.next() * SERVICES.length)]!;
    const replica = 1 + Math.floor(random.next() * plan.replicas);
    stack.kill?.(replica === 1 ? service : `${service}-${replica}`);
  }
}

async function verdictOf(stack: Stack, merchants: readonly Merchant[]): Promise<Verdict> {
  const left = await messagesLeft(stack.infrastructure.adminAmqpUrl);
  const verdicts = await Promise.all(
    merchants.map(async ({ shop, connectionId, orders }, index) => {
      const known = await knownOrders(stack, connectionId);
      const [accounts, items, salesOrders, booked, updated] = await Promise.all([
        rowsOf(stack, 'accounts', shop),
        rowsOf(stack, 'items', shop),
        rowsOf(stack, 'salesorders', shop),
        salesOrdersOf(stack, shop),
        lastUpdatedAtAmazon(stack, shop),
      ]);
      const seen = orders.filter(({ orderId }) => known.some(({ amazonOrderId }) => amazonOrderId === orderId));
      return judge(
        accountFor(orders, known, booked, updated),
        { accounts, items, salesOrders },
        { messagesLeft: index === 0 ? left : 0, notConserved: seen.length - known.length },
      );
    }),
  );
  return together(verdicts);
}

/** All orders of a connection, page by page; the API may be away for a moment, because it was killed. */
async function knownOrders(stack: Stack, connectionId: string): Promise<KnownOrder[]> {
  const known: KnownOrder[] = [];
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const path = `/orders?limit=200&connectionId=${connectionId}${after === undefined ? '' : `&after=${after}`}`;
    const page = await until('The API', () => stack.api.get<{ orders: KnownOrder[]; next?: string }>(path));
    known.push(...page.orders);
    after = page.next;
  }
  return known;
}

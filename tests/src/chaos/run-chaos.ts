import { setTimeout as wait } from 'node:timers/promises';
import {
  connect,
  fillSandboxes,
  lastUpdatedAtAmazon,
  moveOn,
  place,
  raiseStorm,
  retryDoubts,
  strikesOf,
  until,
  type Stack,
} from '@connector/demo';
import { BOUNDARIES, type Boundary } from '@connector/platform';
import { Random } from '@connector/simulation';
import { ConnectAgain } from './connect-again.js';
import { DisturbMessages, type Disturbance } from './disturb-messages.js';
import { disturbServers } from './disturb-servers.js';
import { inventOrders, inventShop } from './invent-orders.js';
import { killProcesses, strikeMissed, type Kills } from './kill-processes.js';
import { readVerdict, type Merchant, type Witnesses } from './read-verdict.js';
import { StrangeMessages } from './strange-messages.js';
import type { ToldByProcesses } from './told-by-processes.js';
import { isClean, type Verdict } from './verdict.js';
import { WatchConservation, type Conservation } from './watch-conservation.js';

const ORDERS_A_SHOP = 100;
const WAVES = 10;
const SNAPSHOT_EVERY_MS = 3_000;

export interface ChaosPlan {
  readonly seed: number;
  readonly orders: number;
  readonly kills: number;
  readonly replicas: number;
  /** how often broker and database are struck */
  readonly blows: number;
  readonly retryDelaysMs: readonly number[];
  readonly settleWithinMs: number;
  readonly say: (line: string) => void;
}

export interface ChaosResult extends Verdict {
  readonly seed: number;
  readonly kills: Kills;
  readonly blows: number;
  readonly messages: Disturbance & { readonly strange: number; readonly parkedEver: number };
  /** how often a refresh of a token of Exact's was broken off by a death, and how often a merchant connected Exact again */
  readonly refreshesBrokenOff: number;
  readonly logins: number;
  readonly conservation: Conservation;
  readonly callsStruck: number;
  readonly seconds: number;
}

/**
 * Random orders, failing platforms, processes that die at random and at every boundary, servers that lose their power, messages
 * that come twice and in another order; then everything must settle, and nothing may be lost or doubled.
 */
export async function runChaos(stack: Stack, told: ToldByProcesses, plan: ChaosPlan): Promise<ChaosResult> {
  const started = Date.now();
  const random = new Random(plan.seed);
  const merchants = await openShops(stack, random, plan.orders);
  plan.say(`${merchants.length} shops are linked`);
  await raiseStorm(stack);
  const strange = new StrangeMessages(stack);
  const disorder = new DisturbMessages(stack.infrastructure.adminAmqpUrl, new Random(plan.seed + 1));
  const watch = new WatchConservation(stack.infrastructure.adminDatabaseUrl);
  const watching = setInterval(() => void watch.look(), SNAPSHOT_EVERY_MS);
  const person = new ConnectAgain(stack, merchants, plan.say);
  person.start();
  try {
    await disorder.start();
    const kills = await storm(stack, told, random, plan, merchants, strange);
    await disorder.stop();
    plan.say('All orders are placed, all kills are done');
    const verdict = await settle(stack, plan, merchants, { strange, watch, person, told });
    return {
      seed: plan.seed,
      kills,
      blows: plan.blows,
      messages: {
        ...disorder.disturbance,
        strange: strange.count,
        parkedEver: (await strange.parked()).othersEver,
      },
      refreshesBrokenOff: told.refreshesBrokenOff,
      logins: person.times,
      conservation: watch.conservation,
      callsStruck: await strikesOf(stack),
      seconds: Math.round((Date.now() - started) / 1_000),
      ...verdict,
    };
  } finally {
    clearInterval(watching);
    await person.stop();
    await disorder.stop();
  }
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

/** The waves of orders and the blows are spread over the kills, so that there is always work to be lost. */
async function storm(
  stack: Stack,
  told: ToldByProcesses,
  random: Random,
  plan: ChaosPlan,
  merchants: readonly Merchant[],
  strange: StrangeMessages,
): Promise<Kills> {
  const every = (times: number): number => Math.max(1, Math.floor(plan.kills / (times + 1)));
  const oneByOne = inTurn();
  let [waves, blows] = [0, 0];
  const kills = await killProcesses(stack, told, random, {
    kills: plan.kills,
    say: plan.say,
    next: async (kill) => {
      await wait(200 + random.next() * 600);
      if (kill % every(WAVES) === 0 && waves <= WAVES) await oneByOne(() => placeWave(stack, merchants, waves++));
      if (kill > 0 && kill % every(plan.blows) === 0 && blows < plan.blows)
        await oneByOne(() => disturbServers(stack, blows++, plan.say, () => strange.sendAgain()));
      if (kill % 10 === 9) plan.say(`${kill + 1} kills`);
    },
    lead: async (boundary, service) => {
      if (isOfMessages(boundary)) await strange.send(service);
      else await reportAgain(stack, random, merchants);
    },
  });
  // fewer kills than waves: what is left is placed now
  while (waves <= WAVES) await placeWave(stack, merchants, waves++);
  if (plan.kills <= BOUNDARIES.length) return kills;
  return strikeMissed(
    stack,
    told,
    {
      say: plan.say,
      lead: async (boundary, service) => {
        if (isOfMessages(boundary)) await strange.send(service);
        else await placeAnother(stack, random, merchants);
      },
    },
    kills,
  );
}

/** Boundaries that a message passes which nobody knows. */
function isOfMessages(boundary: Boundary): boolean {
  return /^(retry|parked|message)\./.test(boundary);
}

/** The services are killed side by side; waves and blows come one after the other: an order moves on only when it was placed. */
function inTurn(): (act: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (act) => (last = last.then(act));
}

/**
 * Orders come in waves; what was pending moves on a wave later, and some orders are reported once more for no reason. A sandbox on a
 * loaded machine may be slow to answer: placing again changes nothing.
 */
async function placeWave(stack: Stack, merchants: readonly Merchant[], wave: number): Promise<void> {
  for (const { shop, orders } of merchants) {
    const size = Math.ceil(orders.length / WAVES);
    const before = orders.slice(Math.max(0, wave - 1) * size, wave * size);
    await until('A wave of orders', async () => {
      await place(stack, orders.slice(wave * size, (wave + 1) * size), shop);
      await moveOn(stack, before, shop);
      await place(stack, before.slice(0, 2), shop);
      return true;
    });
  }
}

/** One more order of a buyer who is new: work that passes every boundary on its way into Exact. */
async function placeAnother(stack: Stack, random: Random, merchants: readonly Merchant[]): Promise<void> {
  const { shop, orders } = merchants[Math.floor(random.next() * merchants.length)]!;
  const choice = { pendingShare: 0, from: orders.length + 1 };
  const invented = inventOrders(random, shop, 1, stack.now(), choice);
  orders.push(...invented);
  await until('One more order', async () => {
    await place(stack, invented, shop);
    return true;
  });
}

/** Amazon reports some orders as changed though they are not: work for everybody. */
async function reportAgain(stack: Stack, random: Random, merchants: readonly Merchant[]): Promise<void> {
  const { shop, orders } = merchants[Math.floor(random.next() * merchants.length)]!;
  const known = await lastUpdatedAtAmazon(stack, shop);
  const placed = orders.filter(({ orderId }) => known.has(orderId));
  const from = Math.floor(random.next() * Math.max(1, placed.length - 3));
  await place(stack, placed.slice(from, from + 3), shop);
}

async function settle(
  stack: Stack,
  plan: ChaosPlan,
  merchants: readonly Merchant[],
  witnesses: Witnesses,
): Promise<Verdict> {
  const { strange } = witnesses;
  const end = Date.now() + plan.settleWithinMs;
  const updated = await Promise.all(
    merchants.map(({ shop }) => until('What Amazon has', () => lastUpdatedAtAmazon(stack, shop))),
  );
  let said = '';
  let discarded = false;
  for (;;) {
    const verdict = await until('The verdict', () => readVerdict(stack, plan, merchants, updated, witnesses));
    if (isClean(verdict) || Date.now() > end) return verdict;
    const open = `${verdict.faults.length} orders are open, ${verdict.messagesLeft} messages are left`;
    if (open !== said) plan.say(open);
    said = open;
    await retryDoubts(stack, plan.say).catch(() => undefined);
    if (verdict.parkedOthers > 0) await strange.replayOthers().catch((error: Error) => plan.say(error.message));
    if (!discarded && verdict.strangeLost === 0 && verdict.faults.length === 0) {
      discarded = await strange.discard().then(
        () => true,
        (error: Error) => (plan.say(error.message), false),
      );
    }
    await wait(2_000);
  }
}

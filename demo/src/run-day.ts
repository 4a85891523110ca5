import { setTimeout as wait } from 'node:timers/promises';
import { accountFor, type AccountedOrder, type KnownOrder } from './accounting/account-for.js';
import { figuresOf, type Figures } from './accounting/figures.js';
import { rowsOf, salesOrdersOf, stockOf } from './accounting/read-exact.js';
import { connect, fillShelf, lastUpdatedAtAmazon, moveOn, openShop, place } from './day/play-day.js';
import { ordersOfTheDay, type DayOrder } from './day/orders-of-the-day.js';
import { raiseStorm, strikesOf } from './day/storm.js';
import type { Stage } from './stage.js';

/** The whole day may take so long; then what is open counts as unaccounted. Amazon is slow where time is not sped up. */
const DAY_WITHIN_MS = 300_000;
const REAL_DAY_WITHIN_MS = 1_500_000;

export interface DayOptions {
  readonly say: (line: string) => void;
  readonly progress: (line: string) => void;
  /** services that are killed once in the middle of the day, as by a power cut */
  readonly kill?: readonly string[];
  /** both platforms misbehave at every eighth call */
  readonly storm?: boolean;
}

export interface DayResult {
  readonly orders: readonly AccountedOrder[];
  readonly figures: Figures;
}

/** Plays the day on a running stack and accounts for every order of it. */
export async function runDay(
  stage: Stage,
  { say, progress, kill = [], storm = false }: DayOptions,
): Promise<DayResult> {
  const started = Date.now();
  const day = ordersOfTheDay(stage.now());
  const live = day.filter(({ arrives }) => arrives === 'live');
  const deadline = started + (stage.speed > 1 ? DAY_WITHIN_MS : REAL_DAY_WITHIN_MS);
  await openShop(stage, day);
  say(`${day.length - live.length} orders are at Amazon; the shop is being linked with its administration`);
  await connect(stage);
  say('The connection is active');
  if (storm) await raiseStorm(stage);
  const shelf = fillShelf(stage).then(() => say('The shelf was counted in Exact'));
  // its failure is told where it is awaited
  shelf.catch(() => undefined);
  await waitFor(stage, day, deadline, progress, (orders) => share(orders) >= 0.1);
  for (const name of kill) {
    if (stage.kill === undefined) throw new Error('This stage has no processes of its own to kill');
    say(`kill -9 ${name}`);
    stage.kill(name);
  }
  await place(stage, live);
  say(`${live.length} more orders were placed`);
  await waitFor(stage, day, deadline, progress, (orders) => share(orders) >= 0.5);
  await moveOn(stage, day);
  say('Pending orders were paid or cancelled');
  await shelf;
  let result = await account(stage, day, started);
  while (result.figures.faults.length > 0 && Date.now() < deadline) {
    progress(progressLine(result.orders));
    await wait(1_000);
    if (storm) await retryDoubts(stage, say);
    result = await account(stage, day, started);
  }
  return result;
}

async function waitFor(
  stage: Stage,
  day: readonly DayOrder[],
  deadline: number,
  progress: (line: string) => void,
  enough: (orders: readonly AccountedOrder[]) => boolean,
): Promise<void> {
  while (Date.now() < deadline) {
    const orders = await accounted(stage, day);
    progress(progressLine(orders));
    if (enough(orders)) return;
    await wait(250);
  }
}

async function account(stage: Stage, day: readonly DayOrder[], started: number): Promise<DayResult> {
  const orders = await accounted(stage, day);
  const [salesOrders, accounts, items, stock] = await Promise.all([
    salesOrdersOf(stage),
    rowsOf(stage, 'accounts'),
    rowsOf(stage, 'items'),
    stockOf(stage),
  ]);
  const figures = figuresOf(orders, {
    salesOrdersInExact: salesOrders.length,
    debtors: accounts.length,
    items: items.length,
    stock,
    restarts: stage.restarts(),
    callsStruck: await strikesOf(stage),
    durationSeconds: Math.round((Date.now() - started) / 1_000),
  });
  return { orders, figures };
}

async function accounted(stage: Stage, day: readonly DayOrder[]): Promise<AccountedOrder[]> {
  return accountFor(day, await knownOrders(stage), await salesOrdersOf(stage), await lastUpdatedAtAmazon(stage));
}

async function knownOrders(stage: Stage): Promise<KnownOrder[]> {
  try {
    return (await stage.api.get<{ orders: KnownOrder[] }>('/orders?limit=200')).orders;
  } catch {
    // sync-core is being started again
    return [];
  }
}

const share = (orders: readonly AccountedOrder[]): number =>
  orders.filter(({ outcome }) => outcome !== 'open').length / orders.length;

function progressLine(orders: readonly AccountedOrder[]): string {
  const count = (outcome: AccountedOrder['outcome']): number =>
    orders.filter((order) => order.outcome === outcome).length;
  return `${count('imported')} imported, ${count('held')} held, ${count('skipped')} skipped, ${count('cancelled')} cancelled, ${count('open')} open`;
}

/** Three lost answers in a row hold an order for a person; this is that person, who looks at Exact and tries again. */
export async function retryDoubts({ api }: Stage, say: (line: string) => void): Promise<void> {
  const { held } = await api.get<{ held: HeldOrder[] }>('/held-work?limit=200');
  for (const { connectionId, amazonOrderId, reasonCode } of held) {
    if (reasonCode !== 'exact_repeatedly_unclear') continue;
    await api.send('POST', `/held-work/${connectionId}/${amazonOrderId}/retry`);
    say(`${amazonOrderId} was held, because Exact left three answers open, and is tried again`);
  }
}

interface HeldOrder {
  readonly connectionId: string;
  readonly amazonOrderId: string;
  readonly reasonCode: string;
}

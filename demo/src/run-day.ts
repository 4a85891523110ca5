import { setTimeout as wait } from 'node:timers/promises';
import { accountFor, type AccountedOrder, type KnownOrder } from './accounting/account-for.js';
import { figuresOf, type Figures } from './accounting/figures.js';
import { rowsOf, salesOrdersOf, stockOf } from './accounting/read-exact.js';
import { isOneMore } from './day/one-more-order.js';
import {
  approveFirstStockRun,
  connect,
  fillSandboxes,
  fillShelf,
  lastUpdatedAtAmazon,
  moveOn,
  place,
} from './day/play-day.js';
import { demoShop } from './day/connection.js';
import { ordersOfTheDay, type DayOrder } from './day/orders-of-the-day.js';
import { raiseStorm, strikesOf } from './day/storm.js';
import { patiently } from './stack/patiently.js';
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
  /** goes on with a day that was begun: what it finds at Amazon is left as it is, not reported as changed */
  readonly resume?: boolean;
}

export interface DayResult {
  readonly orders: readonly AccountedOrder[];
  readonly figures: Figures;
}

/**
 * Plays the day on a running stack and accounts for every order of it. Each step finds what is there already and does the rest, and
 * is taken again while a server is away: a day that broke off goes on where it was.
 * @throws Unreachable when a server is away for longer than the stage's patience
 */
export async function runDay(
  stage: Stage,
  { say, progress, kill = [], storm = false, resume = false }: DayOptions,
): Promise<DayResult> {
  const patient = <T>(step: () => Promise<T>): Promise<T> => patiently(stage.patienceMs, step);
  const known = resume ? 'leave' : 'report-as-changed';
  const started = Date.now();
  const day = ordersOfTheDay(stage.now());
  const live = day.filter(({ arrives }) => arrives === 'live');
  const deadline = started + (stage.speed > 1 ? DAY_WITHIN_MS : REAL_DAY_WITHIN_MS);
  const early = day.filter(({ arrives }) => arrives === 'early');
  await patient(() => fillSandboxes(stage, demoShop));
  await patient(() => place(stage, early, demoShop, known));
  say(`${early.length} orders are at Amazon; the shop is being linked with its administration`);
  const connectionId = await patient(() => connect(stage));
  say('The connection is active');
  if (storm) await patient(() => raiseStorm(stage));
  const shelf = fillShelf(stage)
    .then(() => say('The shelf was counted in Exact'))
    .then(() => approveFirstStockRun(stage, connectionId))
    .then(() => say('The first stock run was looked at and approved'));
  // its failure is told where it is awaited
  shelf.catch(() => undefined);
  await waitFor(stage, day, deadline, progress, (orders) => share(orders) >= 0.1);
  for (const name of kill) {
    if (stage.kill === undefined) throw new Error('This stage has no processes of its own to kill');
    say(`kill -9 ${name}`);
    stage.kill(name);
  }
  await patient(() => place(stage, live, demoShop, known));
  say(`${live.length} more orders were placed`);
  await waitFor(stage, day, deadline, progress, (orders) => share(orders) >= 0.5);
  await patient(() => moveOn(stage, day, demoShop, known));
  say('Pending orders were paid or cancelled');
  await shelf;
  let result = await patient(() => account(stage, day, started));
  while (result.figures.faults.length > 0 && Date.now() < deadline) {
    progress(progressLine(result.orders));
    await wait(1_000);
    if (storm) await patient(() => retryDoubts(stage, say));
    result = await patient(() => account(stage, day, started));
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
    const orders = await patiently(stage.patienceMs, () => accounted(stage, day));
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
    stockOf(
      stage,
      orders.filter(({ outcome }) => outcome === 'held').map(({ orderId }) => orderId),
    ),
  ]);
  const figures = figuresOf(orders, {
    salesOrdersInExact: salesOrders.filter(({ yourRef }) => !isOneMore(yourRef)).length,
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
  return (await stage.api.get<{ orders: KnownOrder[] }>('/orders?limit=200')).orders;
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

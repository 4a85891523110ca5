import {
  accountFor,
  connect,
  fillSandboxes,
  lastUpdatedAtAmazon,
  place,
  rowsOf,
  salesOrdersOf,
  startStack,
  until,
  type DayOrder,
  type Shop,
  type Stack,
} from '@connector/demo';
import { query } from '@connector/local-infrastructure';
import { Random } from '@connector/simulation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConnectAgain } from '../chaos/connect-again.js';
import { inventOrders, inventShop } from '../chaos/invent-orders.js';
import { judge } from '../chaos/verdict.js';
import { knownOrders } from '../known-orders.js';

const BACKUP = 'connector_backup';
const WITHIN = { withinMs: 240_000 };

let stack: Stack;
let shop: Shop;
let connectionId: string;
let person: ConnectAgain;
let random: Random;
const orders: DayOrder[] = [];

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);

beforeAll(async () => {
  stack = await startStack({ name: 'restored_database', keep: false, say });
  shop = inventShop(1);
  random = new Random(21);
  await fillSandboxes(stack, shop);
  connectionId = await connect(stack, shop);
  person = new ConnectAgain(stack, [{ shop, connectionId, orders }], say);
}, 300_000);

afterAll(async () => {
  await person?.stop();
  const server = serverUrl();
  await stack?.stop({ remove: true });
  await query(server, `DROP DATABASE IF EXISTS ${BACKUP}`);
}, 60_000);

/** The three services end, as an operator scales them to none. */
const scaleToNone = (): Promise<unknown> => Promise.all(services().map((entry) => entry.rest()));
const scaleUp = (): void => services().forEach((entry) => entry.start());
const services = () => stack.processes.filter(({ name }) => !name.endsWith('sandbox'));

const serverUrl = (): string =>
  Object.assign(new URL(stack.infrastructure.adminDatabaseUrl), { pathname: '/postgres' }).toString();
const databaseName = (): string => new URL(stack.infrastructure.adminDatabaseUrl).pathname.slice(1);
/** Makes one database the copy of another; nobody may be using either. */
const copyDatabase = (from: string, to: string): Promise<void> =>
  query(serverUrl(), `DROP DATABASE IF EXISTS ${to} WITH (FORCE)`, `CREATE DATABASE ${to} TEMPLATE ${from}`);

async function buy(count: number): Promise<void> {
  await take(inventOrders(random, shop, count, stack.now(), { pendingShare: 0, from: orders.length + 1 }));
}

/** The buyers of these orders buy the same once more. */
async function buyAgain(earlier: readonly DayOrder[]): Promise<void> {
  const next = orders.length + 1;
  await take(
    earlier.map((order, index) => {
      const orderId = order.orderId.replace(/\d{7}$/, String(next + index).padStart(7, '0'));
      return { ...order, orderId, first: { ...order.first, orderId, createdTime: stack.now().toISOString() } };
    }),
  );
}

async function take(bought: readonly DayOrder[]): Promise<void> {
  orders.push(...bought);
  await place(stack, bought, shop);
}

const known = () => knownOrders(stack, connectionId);
const done = async (): Promise<number> => (await known()).filter(({ state }) => state === 'done').length;

async function untilDone(count: number): Promise<void> {
  await until(`${count} orders are done`, async () => ((await done()) >= count ? true : undefined), WITHIN);
}

describe('R-16, R-28: a database that is put back to an earlier moment', () => {
  it('loses no order and books none twice: what was made in Exact since is found there', async () => {
    await buy(12);
    await untilDone(4);
    await scaleToNone();
    await copyDatabase(databaseName(), BACKUP);
    scaleUp();
    await buy(12);
    await untilDone(24);
    await scaleToNone();
    await copyDatabase(BACKUP, databaseName());
    await stack.infrastructure.emptyBroker!();
    await stack.declare();
    await stack.operate('sync-core', ['restored']);
    scaleUp();
    person.start();
    await buy(2);
    await buyAgain(orders.slice(14, 18));
    await untilDone(30);
    const [accounts, items, salesOrders, booked] = await Promise.all([
      rowsOf(stack, 'accounts', shop),
      rowsOf(stack, 'items', shop),
      rowsOf(stack, 'salesorders', shop),
      salesOrdersOf(stack, shop),
    ]);
    const accounted = accountFor(orders, await known(), booked, await lastUpdatedAtAmazon(stack, shop));
    const nothingElse = {
      messagesLeft: 0,
      notConserved: 0,
      strangeLost: 0,
      strangeDoubled: 0,
      parkedOthers: 0,
      loginsForNothing: 0,
    };
    expect(judge(accounted, { accounts, items, salesOrders }, nothingElse)).toEqual({
      orders: 30,
      lost: 0,
      doubledOrders: 0,
      doubledAccounts: 0,
      doubledItems: 0,
      wrongCents: 0,
      otherFaults: 0,
      faults: [],
      ...nothingElse,
    });
    expect(salesOrders).toHaveLength(30);
  }, 600_000);
});

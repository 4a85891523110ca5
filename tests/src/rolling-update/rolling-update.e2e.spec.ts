import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
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
  type Stack,
} from '@connector/demo';
import { DEFAULT_RETRY_DELAYS_MS } from '@connector/messaging';
import { Random } from '@connector/simulation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventOrders, inventShop } from '../chaos/invent-orders.js';
import { messagesLeft } from '../chaos/messages-left.js';
import { judge } from '../chaos/verdict.js';
import { watchStop, type Stop } from './watch-stop.js';
import { knownOrders } from '../known-orders.js';

const ORDERS = 60;
const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'] as const;
const DRAIN_SECONDS = 5;

/** This run sends no foreign messages. */
const NOTHING_STRANGE = { parkedOthers: 0, loginsForNothing: 0, strangeDoubled: 0, strangeLost: 0 };

const shop = inventShop(77);
let stack: Stack;
let connectionId: string;
let orders: ReturnType<typeof inventOrders>;
const stops: Stop[] = [];

beforeAll(async () => {
  const drain = { HTTP_DRAIN_SECONDS: String(DRAIN_SECONDS) };
  stack = await startStack({
    name: 'rolling_update',
    keep: false,
    say: () => undefined,
    replicas: 2,
    environment: { 'amazon-gateway': drain, 'exact-gateway': drain, 'sync-core': drain },
  });
  await fillSandboxes(stack, shop);
  connectionId = await connect(stack, shop);
  orders = inventOrders(new Random(7), shop, ORDERS, stack.now()).filter(({ later }) => later === undefined);
  const placing = placeSteadily();
  await until('Load', async () => ((await known()).length > 5 ? true : undefined));
  for (const done of await Promise.all(SERVICES.map(rollOut))) stops.push(...done);
  await placing;
  await until('The end of every order', async () => ((await verdict()).faults.length === 0 ? true : undefined), {
    withinMs: 300_000,
    everyMs: 1_000,
  });
}, 600_000);

afterAll(() => stack.stop(), 60_000);

describe('a rolling update of all three services under load, the old process beside the new one', () => {
  it('R-05: loses nothing, doubles nothing, books every cent', async () => {
    expect(await verdict()).toMatchObject({
      lost: 0,
      doubledOrders: 0,
      doubledAccounts: 0,
      doubledItems: 0,
      wrongCents: 0,
      messagesLeft: 0,
      notConserved: 0,
      faults: [],
    });
  });

  it('R-05: causes no redelivery: what was delivered is finished before the process ends', async () => {
    const lines = stack.services.flatMap(({ name }) =>
      readFileSync(join(stack.logFolder, `${name}.log`), 'utf8').split('\n'),
    );
    expect(lines.filter((line) => /"message":"handled /.test(line)).length).toBeGreaterThan(ORDERS * 3);
    expect(lines.filter((line) => line.includes(', delivered again"'))).toEqual([]);
  });

  it('says at once that it is not ready', () => {
    expect(stops).toHaveLength(SERVICES.length * 2);
    for (const stop of stops) expect([stop.name, stop.notReadyAfterMs]).toEqual([stop.name, expect.any(Number)]);
    for (const { notReadyAfterMs } of stops) expect(notReadyAfterMs).toBeLessThan(DRAIN_SECONDS * 1_000);
  });

  it('answers HTTP for the seconds that a load balancer needs to look elsewhere, and then no more', () => {
    for (const { servedForMs } of stops) expect(servedForMs).toBeGreaterThan((DRAIN_SECONDS - 1) * 1_000);
  });

  it('takes no message more from the moment of the signal', () => {
    for (const { name, tookMore } of stops) expect([name, tookMore]).toEqual([name, []]);
  });

  it('ends by itself, within 25 s and with exit code 0', () => {
    for (const { exitCode, endedAfterMs } of stops) {
      expect(exitCode).toBe(0);
      expect(endedAfterMs).toBeLessThan(25_000);
    }
  });
});

/** As Kubernetes does: each process in turn gets SIGTERM, and its successor is started. */
async function rollOut(service: (typeof SERVICES)[number]): Promise<Stop[]> {
  const done: Stop[] = [];
  for (const { name, url } of stack.services.filter((entry) => entry.service === service)) {
    const process = stack.processes.find((entry) => entry.name === name)!;
    done.push(await watchStop(process, url, join(stack.logFolder, `${name}.log`)));
    await until(`The successor of ${name}`, async () => ((await fetch(`${url}/ready`)).ok ? true : undefined));
  }
  return done;
}

async function placeSteadily(): Promise<void> {
  for (let from = 0; from < orders.length; from += 3) {
    await place(stack, orders.slice(from, from + 3), shop);
    await wait(1_000);
  }
}

/** The process that serves the API is rolled out, too. */
const known = () => knownOrders(stack, connectionId);

async function verdict(): Promise<ReturnType<typeof judge>> {
  const [rows, accounts, items, salesOrders, booked, updated, left] = await Promise.all([
    known(),
    rowsOf(stack, 'accounts', shop),
    rowsOf(stack, 'items', shop),
    rowsOf(stack, 'salesorders', shop),
    salesOrdersOf(stack, shop),
    lastUpdatedAtAmazon(stack, shop),
    messagesLeft(stack.infrastructure.adminAmqpUrl, stack.infrastructure.adminDatabaseUrl, DEFAULT_RETRY_DELAYS_MS),
  ]);
  return judge(
    accountFor(orders, rows, booked, updated),
    { accounts, items, salesOrders },
    { messagesLeft: left, notConserved: 0, ...NOTHING_STRANGE },
  );
}

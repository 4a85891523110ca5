import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@connector/contracts';
import {
  connect,
  fillSandboxes,
  moveOn,
  place,
  startStack,
  until,
  type DayOrder,
  type Shop,
  type Stack,
} from '@connector/demo';
import { Random } from '@connector/simulation';
import { Client } from 'pg';
import { inventOrders, inventShop } from '../chaos/invent-orders.js';
import { explainStatements, type Explained } from './explain-statements.js';
import { fillDatabase } from './fill-database.js';
import { readStatements, sentBetween, type RecordedStatement } from './recorded-statements.js';
import { walkApi } from './walk-api.js';

const SERVICES: readonly ServiceName[] = ['amazon-gateway', 'exact-gateway', 'sync-core'];
const IDLE_MS = 10_000;
const MINUTE_MS = 65_000;

export interface PlansPlan {
  readonly connections: number;
  readonly orders: number;
  /** orders that the services carry out on the full database */
  readonly played: number;
  readonly say: (line: string) => void;
}

/** What an order costs, of a kind of buyer. */
export interface OrderCost {
  /** statements by service, transactions' frames included, that a message or the reading of orders set off, and the outbox's */
  readonly statements: Readonly<
    Record<string, { readonly total: number; readonly by: Readonly<Record<string, number>> }>
  >;
  readonly exactCalls: number;
  readonly amazonCalls: number;
}

export interface PlansResult {
  readonly newBuyer: OrderCost;
  readonly returningBuyer: OrderCost;
  /** statements a second while nothing happens, by service */
  readonly idlePerSecond: Readonly<Record<string, number>>;
  readonly fillSeconds: number;
  readonly statements: readonly Explained[];
}

/**
 * The services carry out orders on a database that is full already, and answer everything that their API can be asked. What they
 * sent to PostgreSQL meanwhile is counted, and explained on that same database.
 */
export async function runPlans({ connections, orders, played, say }: PlansPlan): Promise<PlansResult> {
  const folder = mkdtempSync(join(tmpdir(), 'connector-plans-'));
  const file = (service: ServiceName): string => join(folder, `${service}.json`);
  let fillSeconds = 0;
  const stack = await startStack({
    name: 'plans',
    keep: false,
    say,
    preload: fileURLToPath(new URL('./record-statements.js', import.meta.url)),
    environment: Object.fromEntries(SERVICES.map((service) => [service, { RECORD_STATEMENTS: file(service) }])),
    afterMigration: async (databaseUrl) => {
      const started = Date.now();
      say(`${orders} orders of ${connections} connections are being written`);
      await fillDatabase(databaseUrl, { connections, orders });
      fillSeconds = Math.round((Date.now() - started) / 1_000);
      say(`They stand there after ${fillSeconds} s`);
    },
  });
  const database = new Client({ connectionString: stack.infrastructure.adminDatabaseUrl });
  try {
    database.on('error', () => undefined); // told by the question that follows
    await database.connect();
    const look = (): Look => new Map(SERVICES.map((service) => [service, readStatements(file(service))]));
    const result = await play(stack, database, played, look, say);
    await Promise.all(stack.processes.map((entry) => entry.stop()));
    say('Every statement is carried out once more, and its plan read');
    const statements = await explainStatements(stack.infrastructure.adminDatabaseUrl, look());
    return { ...result, fillSeconds, statements };
  } finally {
    await database.end();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Look = ReadonlyMap<ServiceName, RecordedStatement[]>;

async function play(
  stack: Stack,
  database: Client,
  played: number,
  look: () => Look,
  say: (line: string) => void,
): Promise<Omit<PlansResult, 'fillSeconds' | 'statements'>> {
  const shop = inventShop(1);
  await fillSandboxes(stack, shop);
  const connectionId = await connect(stack, shop);
  const random = new Random(1);
  await itemsAreThere(database, connectionId);
  say('A merchant is linked, its items are in Exact');
  const idle = await whileNothingHappens(look);
  // the first orders of a division make its service items; their cost is not an order's
  const first = inventOrders(random, shop, played, stack.now());
  await carryOut(stack, database, shop, connectionId, first);
  await moveOn(stack, first, shop);
  await wait(5_000);
  const fresh = inventOrders(random, shop, played, stack.now(), { pendingShare: 0, from: played + 1 });
  const newBuyer = await cost(stack, look, played, () => carryOut(stack, database, shop, connectionId, fresh));
  const again = fresh.map(({ first: order, ...rest }, index) => {
    const orderId = `${rest.orderId.slice(0, -7)}${String(9_000_000 + index)}`;
    return { ...rest, orderId, first: { ...order, orderId } };
  });
  const returningBuyer = await cost(stack, look, played, () => carryOut(stack, database, shop, connectionId, again));
  await letStockGo(stack, database, shop, connectionId);
  const questions = await walkApi(stack, { connectionId, amazonOrderId: fresh[0]!.orderId });
  say(`${questions} questions were answered by the API`);
  // what runs once a minute has run by then
  await wait(MINUTE_MS);
  return { newBuyer, returningBuyer, idlePerSecond: Object.fromEntries(idle) };
}

type Rates = ReadonlyMap<ServiceName, number>;

/** Statements a second of each service while nothing is asked of it: jobs that look, the outbox's poll. */
async function whileNothingHappens(look: () => Look): Promise<Rates> {
  await wait(IDLE_MS);
  const before = look();
  await wait(IDLE_MS);
  const after = look();
  return new Map(
    SERVICES.map((service) => {
      const sent = [...sentBetween(before.get(service)!, after.get(service)!).values()].reduce((a, b) => a + b, 0);
      return [service, Math.round(sent / (IDLE_MS / 10_000)) / 10];
    }),
  );
}

/** Set off by an order: by a message, by the reading of orders, and what carries their messages out. */
const OF_ORDERS = /^(amazon|exact)\.|^PollOrdersJob|^background$/;

async function cost(stack: Stack, look: () => Look, orders: number, work: () => Promise<void>): Promise<OrderCost> {
  await Promise.all([stack.exact.send('DELETE', '/calls'), stack.amazon.send('DELETE', '/calls')]);
  const before = look();
  await work();
  await wait(IDLE_MS / 10);
  const after = look();
  const calls = async (side: 'exact' | 'amazon', counted: RegExp): Promise<number> => {
    const { byOperation } = await stack[side].get<Summary>('/calls/summary');
    const total = Object.entries(byOperation)
      .filter(([operation]) => counted.test(operation))
      .reduce((sum, [, statuses]) => sum + Object.values(statuses).reduce((a, b) => a + b, 0), 0);
    return hundredth(total / orders);
  };
  const statements = SERVICES.map((service) => {
    const sent = [...sentBetween(before.get(service)!, after.get(service)!)];
    const total = sent.filter(([cause]) => OF_ORDERS.test(cause)).reduce((sum, [, count]) => sum + count, 0);
    return [service, { total: hundredth(total / orders), by: byCause(sent, orders) }] as const;
  });
  return {
    statements: Object.fromEntries(statements),
    exactCalls: await calls('exact', /Account|Contact|Address|SalesOrder/i),
    amazonCalls: await calls('amazon', /Order/),
  };
}

function byCause(sent: readonly (readonly [string, number])[], orders: number): Record<string, number> {
  const counted = sent.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return Object.fromEntries(counted.map(([cause, count]) => [cause, hundredth(count / orders)]));
}

interface Summary {
  readonly byOperation: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Places orders and waits until none of them is on its way, and none of their messages. */
async function carryOut(
  stack: Stack,
  database: Client,
  shop: Shop,
  connectionId: string,
  orders: readonly Pick<DayOrder, 'orderId' | 'first'>[],
): Promise<void> {
  await place(stack, orders, shop);
  await until(
    'The end of all orders',
    async () => {
      const { rows } = await database.query<{ at_rest: number; open: number }>(
        `SELECT (SELECT count(*)::int FROM sync_core.amazon_order WHERE connection_id = $1 AND amazon_order_id = ANY($2)
             AND state IN ('done', 'held', 'pending', 'skipped', 'cancelled')) AS at_rest,
           (SELECT count(*)::int FROM sync_core.command WHERE connection_id = $1 AND state IN ('waiting', 'sent')) AS open`,
        [connectionId, orders.map(({ orderId }) => orderId)],
      );
      return rows[0]!.at_rest === orders.length && rows[0]!.open === 0 ? true : undefined;
    },
    { withinMs: 600_000, everyMs: 500 },
  );
}

async function itemsAreThere(database: Client, connectionId: string): Promise<void> {
  await until(
    'The import of all items',
    async () => {
      const { rows } = await database.query<{ ready: number; open: number }>(
        `SELECT count(*) FILTER (WHERE state = 'ready')::int AS ready, count(*) FILTER (WHERE state <> 'ready')::int AS open
         FROM sync_core.item WHERE wanted_by = $1`,
        [connectionId],
      );
      return rows[0]!.ready > 0 && rows[0]!.open === 0 ? true : undefined;
    },
    { withinMs: 600_000, everyMs: 500 },
  );
}

/** A shelf is counted in Exact, with more than all orders take; the first stock run is looked at and goes to Amazon. */
async function letStockGo(stack: Stack, database: Client, { division }: Shop, connectionId: string): Promise<void> {
  const { rows } = await database.query<{ code: string }>(
    `SELECT code FROM sync_core.item WHERE wanted_by = $1 AND source LIKE 'sku:%' ORDER BY code LIMIT 10`,
    [connectionId],
  );
  for (const { code: itemCode } of rows)
    await stack.exact.send('POST', `/divisions/${division}/stock`, { itemCode, warehouse: '1', currentStock: 10_000 });
  await until(
    'The first stock run',
    async () => {
      const { waitsFor } = await stack.api.get<{ waitsFor: string | null }>(`/stock/${connectionId}/preview`);
      if (waitsFor !== null) await stack.api.send('POST', `/stock/${connectionId}/release`, { by: 'the measurement' });
      const { rows: sent } = await database.query(
        `SELECT 1 FROM sync_core.stock_offer WHERE connection_id = $1 AND accepted_quantity IS NOT NULL LIMIT 1`,
        [connectionId],
      );
      return sent.length > 0 ? true : undefined;
    },
    { withinMs: 300_000 },
  );
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

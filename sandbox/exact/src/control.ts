import type { Division, Row } from './division.js';
import type { ExactPlatform } from './exact-platform.js';
import type { TableName } from './field-definitions.js';
import type { OAuth } from './oauth.js';
import { closePeriods } from './sales-entries.js';
import type { DivisionSeed } from './standard-division.js';
import { changeStock } from './stock.js';
import { wallClock } from './wall-clock.js';
import { updateRecord } from './write-record.js';

const INSPECTED: Readonly<Record<string, TableName>> = {
  accounts: 'Accounts',
  contacts: 'Contacts',
  addresses: 'Addresses',
  items: 'Items',
  prices: 'SalesItemPrices',
  salesorders: 'SalesOrders',
  lines: 'SalesOrderLines',
  stock: 'StockPositions',
  vatcodes: 'VATCodes',
  warehouses: 'Warehouses',
  itemwarehouses: 'ItemWarehouses',
  subscriptions: 'WebhookSubscriptions',
  entries: 'SalesEntries',
};

/** A request below `/_sandbox/`; undefined: there is no such control. */
export function control(platform: ExactPlatform, method: string, path: string, body: unknown): unknown {
  const { oauth, limits, application, webhooks } = platform;
  switch (`${method} ${path}`) {
    case 'POST /users':
      return oauth.seed(body as Parameters<OAuth['seed']>[0]);
    case 'POST /divisions':
      return { code: platform.addDivision(body as DivisionSeed).code };
    case 'POST /limits':
      return Object.assign(limits, body);
    case 'POST /reset':
      platform.reset();
      return {};
    case 'PUT /application':
      return application.register(body as Parameters<typeof application.register>[0]);
    case 'PUT /session':
      oauth.consent.session = (body as { userId?: string }).userId;
      return {};
    case 'GET /webhooks':
      return { delayMs: webhooks.delayMs, deliveries: webhooks.deliveries };
    case 'PUT /webhooks':
      webhooks.delayMs = (body as { delayMs: number }).delayMs;
      return { delayMs: webhooks.delayMs };
    default:
      return controlOne(platform, method, path, body);
  }
}

function controlOne(platform: ExactPlatform, method: string, path: string, body: unknown): unknown {
  const revoked = /^\/users\/([\w-]+)\/revoke$/.exec(path);
  if (method === 'POST' && revoked !== null) {
    platform.oauth.revoke(revoked[1]!);
    return {};
  }
  const match = /^\/divisions\/(\d+)\/(\w+)(?:\/([\w-]+))?$/.exec(path);
  const division = match === null ? undefined : platform.divisions.get(Number(match[1]));
  if (match === null || division === undefined) return undefined;
  const now = wallClock(platform.clock.now());
  const [, , name = '', key] = match;
  if (method === 'GET') return inspect(division, name);
  if (method === 'POST' && name === 'stock') return moveStock(division, body as Parameters<typeof moveStock>[1], now);
  if (method === 'POST' && name === 'closed') return closePeriods(division, body as { year: number; month?: number });
  if (method === 'POST' && name === 'move') {
    division.move(now);
    return {};
  }
  if (method === 'PUT' && name === 'blocking') {
    division.blockingStatus = (body as { status: number }).status;
    return {};
  }
  const writable = { accounts: 'crm/Accounts', items: 'logistics/Items' }[name];
  if (method !== 'PUT' || key === undefined || writable === undefined) return undefined;
  updateRecord(division, writable, key, body as Row, { language: 'nl', now });
  return {};
}

/** Everything in one table of a division; sales orders with their lines. For tests and the demo. */
function inspect(division: Division, name: string): { rows: Row[] } | undefined {
  const table = INSPECTED[name];
  if (table === undefined) return undefined;
  const rows = [...division.table(table).values()].map(plain);
  if (table !== 'SalesOrders') return { rows };
  return {
    rows: rows.map((row) => ({
      ...row,
      SalesOrderLines: division.by('SalesOrderLines', 'OrderID', String(row['OrderID'])).map(plain),
    })),
  };
}

/** A stock count by a person, and what is expected from suppliers. */
function moveStock(
  division: Division,
  count: { itemCode: string; warehouse: string; currentStock: number; planningIn?: number },
  now: number,
): Row {
  const item = division.by('Items', 'Code', count.itemCode)[0];
  const warehouse = division.by('Warehouses', 'Code', count.warehouse)[0];
  if (item === undefined || warehouse === undefined)
    throw new Error(`no item ${count.itemCode} or no warehouse ${count.warehouse}`);
  const change = {
    current: count.currentStock,
    ...(count.planningIn === undefined ? {} : { incoming: count.planningIn }),
  };
  return plain(changeStock(division, String(item['ID']), String(warehouse['ID']), change, now));
}

function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  );
}

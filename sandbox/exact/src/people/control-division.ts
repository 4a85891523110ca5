import type { Division, Row } from '../divisions/division.js';
import { closePeriods, openYear } from '../financial/sales-entries.js';
import type { TableName } from '../odata/field-definitions.js';
import { deleteRecord } from '../resources/delete-record.js';
import { updateRecord } from '../resources/write-record.js';
import { changeStock } from '../stock/stock.js';
import { anonymiseAccount } from './anonymise-account.js';
import { changeMasterData, makeVatCode } from './change-master-data.js';
import { cancelOrder, deliverOrder, invoiceOrder } from './deliver-order.js';
import { mergeAccounts } from './merge-accounts.js';

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
  vatpercentages: 'VATPercentages',
  paymentconditions: 'PaymentConditions',
  itemgroups: 'ItemGroups',
  currencies: 'Currencies',
  periods: 'FinancialPeriods',
  warehouses: 'Warehouses',
  itemwarehouses: 'ItemWarehouses',
  subscriptions: 'WebhookSubscriptions',
  entries: 'SalesEntries',
};

/** What is asked about one division: a table or an act, and the record it is about. */
interface DivisionRequest {
  readonly method: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly body: unknown;
  /** milliseconds of the Dutch wall clock */
  readonly now: number;
}

/** Looks into an administration, or does in it what its people do. Undefined: there is no such control. */
export function controlDivision(division: Division, { method, name, key, body, now }: DivisionRequest): unknown {
  if (method === 'GET') return inspect(division, name);
  if (method === 'PUT' && name === 'blocking') {
    division.blockingStatus = (body as { status: number }).status;
    return { blockingStatus: division.blockingStatus };
  }
  if (method === 'POST' && key === undefined) return doneByPerson(division, name, body, now);
  const path = WRITABLE[name];
  if (key === undefined) return undefined;
  if (method === 'POST' && name === 'accounts') mergeAccounts(division, key, (body as { into: string }).into, now);
  else if (method === 'DELETE' && path !== undefined) deleteRecord(division, path, key, { language: 'nl', now });
  else if (method === 'PUT' && path !== undefined)
    updateRecord(division, path, key, body as Row, { language: 'nl', now });
  else if (method === 'PUT') return plainOf(changeMasterData(division, name, key, body as Row, now));
  else return undefined;
  return {};
}

/** Records that a person changes and deletes under the same rules as an app. */
const WRITABLE: Readonly<Record<string, string>> = {
  accounts: 'crm/Accounts',
  items: 'logistics/Items',
  salesorders: 'salesorder/SalesOrders',
};

/** What a person does in the administration, on the screen. */
function doneByPerson(division: Division, name: string, body: unknown, now: number): unknown {
  switch (name) {
    case 'stock':
      return moveStock(division, body as Parameters<typeof moveStock>[1], now);
    case 'deliveries':
      return plainOf(deliverOrder(division, body as Parameters<typeof deliverOrder>[1], now));
    case 'invoices':
      return plainOf(invoiceOrder(division, body as Parameters<typeof invoiceOrder>[1], now));
    case 'cancellations':
      return plainOf(cancelOrder(division, body as Parameters<typeof cancelOrder>[1], now));
    case 'anonymisations':
      return anonymiseAccount(division, (body as { account: string }).account, now);
    case 'vatcodes':
      return makeVatCode(division, body as Parameters<typeof makeVatCode>[1]);
    case 'closed':
      return closePeriods(division, body as { year: number; month?: number });
    case 'years':
      return { periods: openYear(division, (body as { year: number }).year) };
    case 'move':
      division.move(now);
      return {};
    default:
      return undefined;
  }
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

const plainOf = (row: Row | undefined): Row | undefined => (row === undefined ? undefined : plain(row));

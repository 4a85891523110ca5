import type { Division, Row } from './division.js';
import type { TableName } from './resource-definitions.js';
import { changeStock } from './write-record.js';

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
};

/** Everything in one table of a division; sales orders with their lines. For tests and the demo. */
export function inspect(division: Division, name: string): { rows: Row[] } | undefined {
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

/** A stock count by a person. */
export function moveStock(
  division: Division,
  count: { itemCode: string; warehouse: string; currentStock: number },
  now: number,
): Row {
  const item = division.by('Items', 'Code', count.itemCode)[0];
  const warehouse = division.by('Warehouses', 'Code', count.warehouse)[0];
  if (item === undefined || warehouse === undefined)
    throw new Error(`no item ${count.itemCode} or no warehouse ${count.warehouse}`);
  return plain(
    changeStock(division, String(item['ID']), String(warehouse['ID']), { current: count.currentStock }, now),
  );
}

function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  );
}

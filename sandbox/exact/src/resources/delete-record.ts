import type { Writer } from '../odata/checked-fields.js';
import type { Division } from '../divisions/division.js';
import { businessError, ExactError } from '../odata/exact-error.js';
import type { TableName } from '../odata/field-definitions.js';
import { resources } from './resource-definitions.js';
import { plan } from '../stock/stock.js';
import { linesOf, openOrder, removeLine } from '../sales-orders/write-sales-order.js';

/** `EntityType` of `sync/Deleted`. */
const ENTITY_TYPES: Partial<Record<TableName, number>> = {
  Accounts: 2,
  Addresses: 3,
  Contacts: 5,
  SalesItemPrices: 8,
  Items: 9,
  StockPositions: 15,
  ItemWarehouses: 19,
  SalesOrders: 32,
  SalesOrderLines: 33,
};

/** Deletes, unless the record is in use. A second deletion is 403, not 404, as Exact does it (exact-online 14). */
export function deleteRecord(division: Division, path: string, key: string, writer: Writer): void {
  const { table } = resources[path]!;
  const row = division.table(table).get(key);
  if (row === undefined)
    throw isGone(division, key) ? new ExactError(403, 'Forbidden') : new ExactError(404, 'Not found');
  if (isUsed(division, table, key)) throw businessError(writer.language, 'inUse', 'ID');
  const remove = (name: TableName, id: unknown): void =>
    division.remove(name, String(id), ENTITY_TYPES[name] ?? 0, writer.now);
  switch (table) {
    case 'SalesOrderLines':
      removeLine(division, row, writer);
      return;
    case 'SalesOrders':
      if (row['DeliveryStatus'] !== 12 || row['InvoiceStatus'] !== 12)
        throw businessError(writer.language, 'inUse', 'OrderID');
      openOrder(division, key, writer);
      for (const line of linesOf(division, key)) {
        plan(division, line, -1, writer.now);
        remove('SalesOrderLines', line['ID']);
      }
      break;
    case 'Accounts':
      for (const { ID } of division.by('Contacts', 'Account', key)) remove('Contacts', ID);
      for (const { ID } of division.by('Addresses', 'Account', key)) remove('Addresses', ID);
      break;
    case 'Items':
      for (const { ID } of division.by('SalesItemPrices', 'Item', key)) remove('SalesItemPrices', ID);
      for (const { ID } of division.by('StockPositions', 'ItemId', key)) remove('StockPositions', ID);
      for (const { ID } of division.by('ItemWarehouses', 'Item', key)) remove('ItemWarehouses', ID);
      break;
    default:
      break;
  }
  remove(table, key);
}

const isGone = (division: Division, key: string): boolean => division.deleted.some((deletion) => deletion.key === key);

/** An account with orders or entries, an address that an order goes to, an item with lines or stock. */
function isUsed(division: Division, table: TableName, key: string): boolean {
  switch (table) {
    case 'Accounts':
      return (
        division.by('SalesOrders', 'OrderedBy', key).length > 0 ||
        division.by('SalesEntries', 'Customer', key).length > 0
      );
    case 'Addresses':
      return division.by('SalesOrders', 'DeliveryAddress', key).length > 0;
    case 'Items':
      return (
        division.by('SalesOrderLines', 'Item', key).length > 0 ||
        division.by('StockPositions', 'ItemId', key).some(({ CurrentStock }) => CurrentStock !== 0)
      );
    case 'ItemWarehouses': {
      const place = division.table('ItemWarehouses').get(key)!;
      return division
        .by('StockPositions', 'ItemId', String(place['Item']))
        .some(
          (row) => row['Warehouse'] === place['Warehouse'] && (row['CurrentStock'] !== 0 || row['PlanningOut'] !== 0),
        );
    }
    default:
      return false;
  }
}

import { checkedFields, empty, type Writer } from '../odata/checked-fields.js';
import type { Division, Row } from '../divisions/division.js';
import { businessError, ExactError } from '../odata/exact-error.js';
import { resources } from './resource-definitions.js';
import { createSalesEntry } from '../financial/sales-entries.js';
import { dayOf } from '../divisions/wall-clock.js';
import { addLine, changeHeader, changeLine, createSalesOrder } from '../sales-orders/write-sales-order.js';

/** Creates a record: fields, lengths, references, then the rules of the business. Returns what stands there afterwards. */
export function createRecord(division: Division, path: string, body: Row, writer: Writer): Row {
  const resource = resources[path]!;
  const row = checkedFields(division, resource, body, writer, 'POST');
  if (!empty(row[resource.key]) && division.table(resource.table).has(String(row[resource.key])))
    throw businessError(writer.language, 'exists', resource.key);
  if (resource.table === 'SalesOrders') return createSalesOrder(division, row, body, writer);
  if (resource.table === 'SalesOrderLines') return addLine(division, row, writer);
  if (resource.table === 'SalesEntries') return createSalesEntry(division, row, writer);
  const equal = prepare(division, resource.table, row, writer);
  if (equal !== undefined) return equal;
  const id = String(row[resource.key] ?? division.guid());
  return division.put(resource.table, id, { ...row, [resource.key]: id, Created: writer.now, Modified: writer.now });
}

/** Changes the fields that are sent; `null` empties one. */
export function updateRecord(division: Division, path: string, key: string, body: Row, writer: Writer): void {
  const resource = resources[path]!;
  const before = division.table(resource.table).get(key);
  if (before === undefined) throw new ExactError(404, 'Not found');
  const changes = checkedFields(division, resource, body, writer, 'PUT');
  const after: Row = { ...before, ...changes, Modified: writer.now };
  switch (resource.table) {
    case 'SalesOrders':
      changeHeader(division, before, changes, writer);
      return;
    case 'SalesOrderLines':
      changeLine(division, before, changes, writer);
      return;
    case 'Accounts':
      // a person who was removed on request is not written to again
      if (before['IsAnonymised'] === 1) throw businessError(writer.language, 'invalid', 'IsAnonymised');
      checkAccount(division, after, writer, key);
      after['IsSales'] = after['Status'] === 'C';
      break;
    case 'Contacts':
      checkName(after, writer);
      break;
    case 'Items':
      checkItem(division, after, writer, key);
      break;
    case 'SalesItemPrices':
      checkPrice(division, after, writer, key);
      break;
    default:
      break;
  }
  division.put(resource.table, key, after);
}

/** Fills in what was left out and applies the rules of a table. Returns the record that stands there already, if one does. */
function prepare(division: Division, table: string, row: Row, writer: Writer): Row | undefined {
  switch (table) {
    case 'Accounts':
      if (empty(row['Code'])) row['Code'] = division.nextAccountCode();
      row['Status'] ??= 'A';
      row['Blocked'] ??= false;
      row['IsAnonymised'] = 0;
      row['IsSales'] = row['Status'] === 'C';
      // a currency that is not active is emptied without a word
      if (!empty(row['SalesCurrency']) && !division.table('Currencies').has(String(row['SalesCurrency'])))
        row['SalesCurrency'] = null;
      checkAccount(division, row, writer);
      return undefined;
    case 'Contacts':
      checkName(row, writer);
      return undefined;
    case 'Addresses':
      return division
        .by('Addresses', 'Account', String(row['Account']))
        .find((other) => ADDRESS_FIELDS.every((field) => (other[field] ?? null) === (row[field] ?? null)));
    case 'Items':
      row['ItemGroup'] ??= [...division.table('ItemGroups').values()].find(({ IsDefault }) => IsDefault === 1)!['ID'];
      row['Unit'] ??= [...division.table('Units').values()].find(({ Main }) => Main === 1)!['Code'];
      row['IsSalesItem'] ??= false;
      row['IsStockItem'] ??= false;
      checkItem(division, row, writer);
      return undefined;
    case 'SalesItemPrices':
      row['Quantity'] ??= 1;
      row['Currency'] ??= division.currency;
      row['StartDate'] ??= dayOf(writer.now);
      checkPrice(division, row, writer);
      return undefined;
    case 'PaymentConditions':
      if (division.by('PaymentConditions', 'Code', String(row['Code'])).length > 0)
        throw businessError(writer.language, 'exists', 'Code');
      return undefined;
    case 'ItemWarehouses':
      if (
        division
          .by('ItemWarehouses', 'Item', String(row['Item']))
          .some((other) => other['Warehouse'] === row['Warehouse'])
      )
        throw businessError(writer.language, 'exists', 'Warehouse');
      return undefined;
    default:
      return undefined;
  }
}

function checkAccount(division: Division, row: Row, writer: Writer, key?: string): void {
  const code = String(row['Code']);
  if (!/^\s*\d+$/.test(code)) throw businessError(writer.language, 'invalid', 'Code');
  if (division.by('Accounts', 'Code', code).some(({ ID }) => ID !== key))
    throw businessError(writer.language, 'exists', 'Code');
}

function checkName(row: Row, writer: Writer): void {
  if (empty(row['FirstName']) && empty(row['LastName'])) throw businessError(writer.language, 'mandatory', 'LastName');
}

function checkItem(division: Division, row: Row, writer: Writer, key?: string): void {
  if (division.by('Items', 'Code', String(row['Code'])).some(({ ID }) => ID !== key))
    throw businessError(writer.language, 'exists', 'Code');
  if (row['IsStockItem'] === true && !division.hasTrade) throw businessError(writer.language, 'invalid', 'IsStockItem');
  if (!empty(row['Barcode']) && !/^\d+$/.test(String(row['Barcode'])))
    throw businessError(writer.language, 'invalid', 'Barcode');
}

function checkPrice(division: Division, row: Row, writer: Writer, key?: string): void {
  const taken = division
    .by('SalesItemPrices', 'Item', String(row['Item']))
    .some(
      (other) => other['ID'] !== key && PRICE_KEY.every((field) => (other[field] ?? null) === (row[field] ?? null)),
    );
  if (taken) throw businessError(writer.language, 'priceExists');
}

const ADDRESS_FIELDS = ['Type', 'AddressLine1', 'AddressLine2', 'AddressLine3', 'Postcode', 'City', 'Country', 'State'];
const PRICE_KEY = ['Currency', 'Unit', 'Quantity', 'StartDate', 'Account'];

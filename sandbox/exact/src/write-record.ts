import { businessError, ExactError, type Language } from './exact-error.js';
import type { Division, Row } from './division.js';
import { resources, type FieldDefinition, type ResourceDefinition, type TableName } from './resource-definitions.js';
import { totalsOf } from './sales-order-totals.js';

/** Who writes, when. */
export interface Writer {
  readonly language: Language;
  readonly now: number;
}

/** Creates a record: fields, lengths, references, then the rules of the business. Returns what stands there afterwards. */
export function createRecord(division: Division, path: string, body: Row, writer: Writer): Row {
  const resource = resources[path]!;
  const row = checkedFields(division, resource, body, writer, 'POST');
  switch (resource.table) {
    case 'Accounts':
      row['Code'] ??= division.nextAccountCode();
      row['Status'] ??= 'A';
      row['Blocked'] ??= false;
      row['IsSales'] = row['Status'] === 'C';
      break;
    case 'Contacts':
      if (empty(row['FirstName']) && empty(row['LastName']))
        throw businessError(writer.language, 'mandatory', 'LastName');
      break;
    case 'Addresses': {
      const equal = division
        .by('Addresses', 'Account', String(row['Account']))
        .find((other) => ADDRESS_FIELDS.every((field) => (other[field] ?? null) === (row[field] ?? null)));
      if (equal !== undefined) return equal;
      break;
    }
    case 'Items':
      if (division.by('Items', 'Code', String(row['Code'])).length > 0)
        throw businessError(writer.language, 'exists', 'Code');
      row['IsSalesItem'] ??= false;
      row['IsStockItem'] ??= false;
      break;
    case 'SalesItemPrices':
      row['Quantity'] ??= 1;
      row['StartDate'] ??= Math.floor(writer.now / 86_400_000) * 86_400_000;
      if (
        division
          .by('SalesItemPrices', 'Item', String(row['Item']))
          .some((other) =>
            ['Currency', 'Unit', 'Quantity', 'StartDate', 'Account'].every(
              (field) => (other[field] ?? null) === (row[field] ?? null),
            ),
          )
      ) {
        throw businessError(writer.language, 'priceExists');
      }
      break;
    case 'SalesOrders':
      return createSalesOrder(division, row, body, writer);
    default:
      break;
  }
  const id = String(row[resource.key] ?? division.guid());
  return division.put(resource.table, id, { ...row, [resource.key]: id, Created: writer.now, Modified: writer.now });
}

/** Changes the fields that are sent; `null` empties one. */
export function updateRecord(division: Division, path: string, key: string, body: Row, writer: Writer): void {
  const resource = resources[path]!;
  const before = division.table(resource.table).get(key);
  if (before === undefined) throw new ExactError(404, 'Not found');
  const changes = checkedFields(division, resource, body, writer, 'PUT');
  const after = division.put(resource.table, key, { ...before, ...changes, Modified: writer.now });
  if (resource.table === 'Accounts') after['IsSales'] = after['Status'] === 'C';
}

/** Deletes, unless the record is in use. A second deletion is 403, as Exact does it. */
export function deleteRecord(division: Division, path: string, key: string, writer: Writer): void {
  const resource = resources[path]!;
  if (!division.table(resource.table).has(key)) throw new ExactError(403, 'Forbidden');
  if (resource.table === 'Accounts' && division.by('SalesOrders', 'OrderedBy', key).length > 0)
    throw businessError(writer.language, 'inUse', 'ID');
  if (resource.table === 'Items' && division.by('SalesOrderLines', 'Item', key).length > 0)
    throw businessError(writer.language, 'inUse', 'ID');
  if (resource.table === 'SalesOrders') {
    for (const line of division.by('SalesOrderLines', 'OrderID', key)) {
      plan(division, line, -1, writer.now);
      division.remove('SalesOrderLines', String(line['ID']), 33, writer.now);
    }
  }
  division.remove(resource.table, key, DELETED_TYPES[resource.table] ?? 0, writer.now);
}

function createSalesOrder(division: Division, row: Row, body: Row, writer: Writer): Row {
  const debtor = division.table('Accounts').get(String(row['OrderedBy']))!;
  if (debtor['Status'] !== 'C') throw businessError(writer.language, 'invalid', 'OrderedBy');
  if (debtor['Blocked'] === true) throw businessError(writer.language, 'blocked', 'OrderedBy');
  if (debtor['EndDate'] != null && Number(debtor['EndDate']) < writer.now)
    throw businessError(writer.language, 'invalid', 'OrderedBy');
  const lines = body['SalesOrderLines'];
  if (!Array.isArray(lines) || lines.length === 0) throw businessError(writer.language, 'mandatory', 'SalesOrderLines');
  const currency = String(row['Currency'] ?? division.currency);
  const step = Number(division.table('Currencies').get(currency)!['AmountPrecision']);
  const checked = (lines as Row[]).map((line) => checkedLine(division, line, writer));
  const totals = totalsOf(
    checked.map(({ priced }) => priced),
    Math.round(-Math.log10(step)),
  );
  const wanted = row['OrderNumber'];
  if (wanted != null && [...division.table('SalesOrders').values()].some((other) => other['OrderNumber'] === wanted)) {
    throw businessError(writer.language, 'orderNumberExists');
  }
  const id = String(row['OrderID'] ?? division.guid());
  const warehouse = row['WarehouseID'] ?? mainWarehouse(division);
  for (const [index, { fields }] of checked.entries()) {
    const lineId = division.guid();
    const line = {
      ...fields,
      ID: lineId,
      OrderID: id,
      LineNumber: index + 1,
      AmountFC: totals.perLine[index],
      WarehouseID: warehouse,
    };
    division.put('SalesOrderLines', lineId, line);
    plan(division, line, 1, writer.now);
  }
  const { SalesOrderLines: _lines, ...header } = row;
  return division.put('SalesOrders', id, {
    ...header,
    OrderID: id,
    OrderNumber: wanted ?? division.nextOrderNumber(),
    DeliverTo: row['DeliverTo'] ?? row['OrderedBy'],
    InvoiceTo: row['InvoiceTo'] ?? row['OrderedBy'],
    OrderDate: row['OrderDate'] ?? Math.floor(writer.now / 86_400_000) * 86_400_000,
    Currency: currency,
    WarehouseID: warehouse,
    Status: 12,
    DeliveryStatus: 12,
    InvoiceStatus: 12,
    AmountFC: totals.incl,
    AmountFCExclVat: totals.excl,
    AmountDC: totals.incl,
    Created: writer.now,
    Modified: writer.now,
  });
}

function checkedLine(division: Division, line: Row, writer: Writer) {
  const fields = checkedFields(division, resources['salesorder/SalesOrderLines']!, line, writer, 'POST');
  const item = division.table('Items').get(String(fields['Item']))!;
  if (item['IsSalesItem'] !== true) throw businessError(writer.language, 'invalid', 'Item');
  if (item['EndDate'] != null && Number(item['EndDate']) < writer.now)
    throw businessError(writer.language, 'invalid', 'Item');
  const code = String(fields['VATCode'] ?? item['SalesVatCode'] ?? '').trim();
  const vat = division.by('VATCodes', 'Code', code)[0];
  if (vat === undefined || vat['IsBlocked'] === true) throw businessError(writer.language, 'badReference', 'VATCode');
  const quantity = Number(fields['Quantity'] ?? 1);
  const netPrice = Number(fields['NetPrice'] ?? fields['UnitPrice'] ?? 0);
  return {
    fields: { Description: item['Description'], ...fields, Quantity: quantity, NetPrice: netPrice, VATCode: code },
    priced: { quantity, netPrice, vat: { type: String(vat['Type']), percentage: Number(vat['Percentage']) } },
  };
}

/** An open sales order line of a stock item is planned outgoing stock of its warehouse; the row version moves. */
function plan(division: Division, line: Row, direction: 1 | -1, now: number): void {
  const item = division.table('Items').get(String(line['Item']));
  if (item?.['IsStockItem'] !== true) return;
  changeStock(
    division,
    String(line['Item']),
    String(line['WarehouseID']),
    { planned: direction * Number(line['Quantity']) },
    now,
  );
}

/** Moves the stock row of an item in a warehouse; it is made when there is none. */
export function changeStock(
  division: Division,
  itemId: string,
  warehouseId: string,
  change: { current?: number; planned?: number },
  now: number,
): Row {
  const found = division.by('StockPositions', 'ItemId', itemId).find((row) => row['Warehouse'] === warehouseId);
  const id = String(found?.['ID'] ?? division.guid());
  const current = change.current ?? Number(found?.['CurrentStock'] ?? 0);
  const out = Number(found?.['PlanningOut'] ?? 0) + (change.planned ?? 0);
  return division.put('StockPositions', id, {
    ID: id,
    ItemId: itemId,
    ItemCode: division.table('Items').get(itemId)!['Code'],
    Warehouse: warehouseId,
    WarehouseCode: division.table('Warehouses').get(warehouseId)!['Code'],
    CurrentStock: current,
    PlanningIn: 0,
    PlanningOut: out,
    FreeStock: current - out,
    ProjectedStock: current - out,
    ReservedStock: 0,
    Modified: now,
  });
}

function mainWarehouse(division: Division): string {
  return String([...division.table('Warehouses').values()].find((row) => row['Main'] === 1)!['ID']);
}

/** Fields that exist, may be written, have their type and length, and refer to something that is there. */
function checkedFields(
  division: Division,
  resource: ResourceDefinition,
  body: Row,
  writer: Writer,
  method: 'POST' | 'PUT',
): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(body)) {
    const field = resource.fields[name];
    if (field === undefined)
      throw new ExactError(400, `The property '${name}' does not exist on type '${resource.table}'`);
    if (field.access === 'R' || (method === 'PUT' && field.access === 'C')) continue;
    row[name] =
      value === null || field.type === 'Collection' ? value : checkedValue(division, name, field, value, writer);
  }
  if (method === 'POST') {
    for (const [name, field] of Object.entries(resource.fields)) {
      if (field.mandatory === true && empty(row[name]) && name !== 'OrderID')
        throw businessError(writer.language, 'mandatory', name);
    }
  }
  return row;
}

function checkedValue(
  division: Division,
  name: string,
  field: FieldDefinition,
  value: unknown,
  writer: Writer,
): unknown {
  const wrong = (): ExactError => new ExactError(400, `Cannot convert the value of '${name}' to Edm.${field.type}`);
  let checked: unknown = value;
  switch (field.type) {
    case 'Guid':
      if (typeof value !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) throw wrong();
      checked = value.toLowerCase();
      break;
    case 'String':
      if (typeof value !== 'string') throw wrong();
      if (field.length !== undefined && value.length > field.length)
        throw businessError(writer.language, 'tooLong', name);
      checked = field.padded === undefined ? value : value.trim();
      break;
    case 'DateTime': {
      const date = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?$/.exec(value) : null;
      if (date === null) throw wrong();
      checked = Date.parse(
        date[1] === undefined
          ? `${String(value)}T00:00:00Z`
          : date[2] === undefined
            ? `${String(value)}Z`
            : String(value),
      );
      break;
    }
    case 'Double':
    case 'Int16':
    case 'Int32':
    case 'Byte':
      if (typeof value !== 'number' || (field.type !== 'Double' && !Number.isInteger(value))) throw wrong();
      break;
    case 'Boolean':
      if (typeof value !== 'boolean') throw wrong();
      break;
    default:
      break;
  }
  if (field.refers !== undefined && !empty(checked)) {
    const { table, by } = field.refers;
    const found =
      by === 'key'
        ? division.table(table).has(String(checked))
        : division.by(table, 'Code', String(checked)).length > 0;
    if (!found) throw businessError(writer.language, 'badReference', name);
  }
  return checked;
}

const empty = (value: unknown): boolean => value === undefined || value === null || value === '';

const ADDRESS_FIELDS = ['Type', 'AddressLine1', 'AddressLine2', 'AddressLine3', 'Postcode', 'City', 'Country', 'State'];

const DELETED_TYPES: Partial<Record<TableName, number>> = {
  Accounts: 2,
  Addresses: 3,
  Contacts: 5,
  SalesItemPrices: 8,
  Items: 9,
  SalesOrders: 32,
};

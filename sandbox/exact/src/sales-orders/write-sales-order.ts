import { checkedFields, empty, type Writer } from '../odata/checked-fields.js';
import type { Division, Row } from '../divisions/division.js';
import { businessError } from '../odata/exact-error.js';
import { resources } from '../resources/resource-definitions.js';
import { totalsOf, type PricedLine } from './sales-order-totals.js';
import { mainWarehouse, plan } from '../stock/stock.js';
import { dayOf } from '../divisions/wall-clock.js';

const lineResource = resources['salesorder/SalesOrderLines']!;
/** Of an order, its deliveries and its invoices. */
export const OPEN = 12;
export const PARTIAL = 20;
export const COMPLETE = 21;
export const CANCELLED = 45;

/** Makes a sales order with its lines; the stock of its items becomes planned outgoing (exact-online 9 and 11). */
export function createSalesOrder(division: Division, row: Row, body: Row, writer: Writer): Row {
  checkDebtor(division, String(row['OrderedBy']), writer);
  const lines = body['SalesOrderLines'];
  if (!Array.isArray(lines) || lines.length === 0) throw businessError(writer.language, 'mandatory', 'SalesOrderLines');
  const wanted = row['OrderNumber'];
  if (!empty(wanted) && division.by('SalesOrders', 'OrderNumber', String(wanted)).length > 0)
    throw businessError(writer.language, 'orderNumberExists');
  const id = String(row['OrderID'] ?? division.guid());
  const number = wanted ?? division.nextOrderNumber();
  const warehouse = row['WarehouseID'] ?? mainWarehouse(division);
  const kept = (lines as Row[]).map((line, index) => ({
    ...checkedLine(division, { ...line, OrderID: undefined }, writer),
    ID: division.guid(),
    OrderID: id,
    OrderNumber: number,
    LineNumber: index + 1,
    WarehouseID: warehouse,
  }));
  const { SalesOrderLines: _lines, ...header } = row;
  const order: Row = {
    ...header,
    ID: id,
    OrderID: id,
    OrderNumber: number,
    DeliverTo: row['DeliverTo'] ?? row['OrderedBy'],
    InvoiceTo: row['InvoiceTo'] ?? row['OrderedBy'],
    OrderDate: row['OrderDate'] ?? dayOf(writer.now),
    Currency: String(row['Currency'] ?? division.currency),
    ApprovalStatus: row['ApprovalStatus'] ?? 1,
    WarehouseID: warehouse,
    Status: OPEN,
    DeliveryStatus: OPEN,
    InvoiceStatus: OPEN,
    Created: writer.now,
    Modified: writer.now,
  };
  for (const line of kept) plan(division, line, 1, writer.now);
  return keepTotals(division, order, kept);
}

/** Adds a line to an order that stands. */
export function addLine(division: Division, row: Row, writer: Writer): Row {
  const order = openOrder(division, String(row['OrderID']), writer);
  const others = linesOf(division, String(row['OrderID']));
  const line: Row = {
    ...checkedLine(division, row, writer),
    ID: division.guid(),
    OrderID: order['OrderID'],
    OrderNumber: order['OrderNumber'],
    LineNumber: Math.max(0, ...others.map((other) => Number(other['LineNumber']))) + 1,
    WarehouseID: order['WarehouseID'],
  };
  plan(division, line, 1, writer.now);
  keepTotals(division, { ...order, Modified: writer.now }, [...others, line]);
  return division.table('SalesOrderLines').get(String(line['ID']))!;
}

/** Changes a line: the plan and the totals follow. */
export function changeLine(division: Division, before: Row, changes: Row, writer: Writer): void {
  const order = openOrder(division, String(before['OrderID']), writer);
  const given = Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([name]) => name in lineResource.fields),
  );
  // what follows from a changed field is reckoned again
  if ('VATCode' in changes && !('VATPercentage' in changes)) delete given['VATPercentage'];
  if ('UnitPrice' in changes && !('NetPrice' in changes)) delete given['NetPrice'];
  if ('NetPrice' in changes && !('UnitPrice' in changes)) delete given['UnitPrice'];
  const line: Row = { ...before, ...checkedLine(division, withoutDates(given), writer) };
  if (Number(line['Quantity']) < Number(before['QuantityDelivered'] ?? 0))
    throw businessError(writer.language, 'invalid', 'Quantity');
  if (changes['DeliveryDate'] !== undefined) line['DeliveryDate'] = changes['DeliveryDate'];
  plan(division, before, -1, writer.now);
  plan(division, line, 1, writer.now);
  const others = linesOf(division, String(before['OrderID'])).filter(({ ID }) => ID !== before['ID']);
  keepTotals(division, { ...order, Modified: writer.now }, [...others, line]);
}

/** Takes a line away; the last one stays. */
export function removeLine(division: Division, line: Row, writer: Writer): void {
  const order = openOrder(division, String(line['OrderID']), writer);
  const others = linesOf(division, String(line['OrderID'])).filter(({ ID }) => ID !== line['ID']);
  if (others.length === 0) throw businessError(writer.language, 'mandatory', 'SalesOrderLines');
  if (Number(line['QuantityDelivered'] ?? 0) > 0) throw businessError(writer.language, 'inUse', 'ID');
  plan(division, line, -1, writer.now);
  division.remove('SalesOrderLines', String(line['ID']), 33, writer.now);
  keepTotals(division, { ...order, Modified: writer.now }, others);
}

/** Changes the header. A warehouse that changes takes the plan with it; a completed order changes no more. */
export function changeHeader(division: Division, before: Row, changes: Row, writer: Writer): Row {
  openOrder(division, String(before['OrderID']), writer);
  const { SalesOrderLines: _lines, ...header } = changes;
  const after: Row = { ...before, ...header, Modified: writer.now };
  const lines = linesOf(division, String(before['OrderID']));
  if (after['WarehouseID'] === before['WarehouseID']) return keepTotals(division, after, lines);
  for (const line of lines) plan(division, line, -1, writer.now);
  const moved = lines.map((line) => ({ ...line, WarehouseID: after['WarehouseID'] }));
  for (const line of moved) plan(division, line, 1, writer.now);
  return keepTotals(division, after, moved);
}

/** `salesorder/CompleteSalesOrder`: closes what is left of an order; its plan ends. */
export function completeSalesOrder(division: Division, body: Row, writer: Writer): Row {
  const id = String(body['OrderID'] ?? '').toLowerCase();
  const order = division.table('SalesOrders').get(id);
  if (order === undefined) throw businessError(writer.language, 'badReference', 'OrderID');
  const delivered = body['CompleteDelivery'] === true ? COMPLETE : Number(order['DeliveryStatus']);
  const invoiced = body['CompleteInvoice'] === true ? COMPLETE : Number(order['InvoiceStatus']);
  const lines = linesOf(division, id);
  if (delivered === COMPLETE && order['DeliveryStatus'] !== COMPLETE)
    for (const line of lines) plan(division, line, -1, writer.now);
  const status = delivered === COMPLETE && invoiced === COMPLETE ? COMPLETE : PARTIAL;
  const states = { DeliveryStatus: delivered, InvoiceStatus: invoiced };
  keepTotals(division, { ...order, ...states, Status: status, Modified: writer.now }, lines);
  return { OrderID: id, Division: division.code, ErrorMessage: null, SuccessMessage: 'OK' };
}

/** An order that may still be changed. @throws ExactError when it is complete or cancelled */
export function openOrder(division: Division, id: string, writer: Writer): Row {
  const order = division.table('SalesOrders').get(id)!;
  if (order['Status'] === COMPLETE || order['Status'] === CANCELLED)
    throw businessError(writer.language, 'invalid', 'Status');
  return order;
}

export const linesOf = (division: Division, orderId: string): Row[] =>
  division.by('SalesOrderLines', 'OrderID', orderId).sort((a, b) => Number(a['LineNumber']) - Number(b['LineNumber']));

function checkDebtor(division: Division, id: string, writer: Writer): void {
  const debtor = division.table('Accounts').get(id)!;
  if (debtor['Status'] !== 'C' || debtor['IsAnonymised'] === 1)
    throw businessError(writer.language, 'invalid', 'OrderedBy');
  if (debtor['Blocked'] === true) throw businessError(writer.language, 'blocked', 'OrderedBy');
  if (!empty(debtor['EndDate']) && Number(debtor['EndDate']) < dayOf(writer.now))
    throw businessError(writer.language, 'invalid', 'OrderedBy');
}

function checkedLine(division: Division, given: Row, writer: Writer): Row {
  const { OrderID: _order, ...rest } = given;
  const definition = { ...lineResource, fields: { ...lineResource.fields, OrderID: { type: 'Guid' as const } } };
  const fields = checkedFields(
    division,
    definition,
    Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    writer,
    'POST',
  );
  const item = division.table('Items').get(String(fields['Item']))!;
  if (item['IsSalesItem'] !== true) throw businessError(writer.language, 'invalid', 'Item');
  if (!empty(item['EndDate']) && Number(item['EndDate']) < dayOf(writer.now))
    throw businessError(writer.language, 'invalid', 'Item');
  const code = String(fields['VATCode'] ?? item['SalesVatCode'] ?? '').trim();
  const vat = division.by('VATCodes', 'Code', code)[0];
  if (vat === undefined || vat['IsBlocked'] === true || vat['VATTransactionType'] === 'P')
    throw businessError(writer.language, 'badReference', 'VATCode');
  const percentage = Number(vat['Percentage']);
  if (!empty(fields['VATPercentage']) && fields['VATPercentage'] !== percentage)
    throw businessError(writer.language, 'invalid', 'VATPercentage');
  const quantity = Number(fields['Quantity'] ?? 1);
  const discount = Number(fields['Discount'] ?? 0);
  const netPrice = Number(fields['NetPrice'] ?? Number(fields['UnitPrice'] ?? 0) * (1 - discount));
  return {
    Description: item['Description'],
    UnitCode: item['Unit'],
    ...fields,
    ItemCode: item['Code'],
    Quantity: quantity,
    Discount: discount,
    NetPrice: netPrice,
    UnitPrice: fields['UnitPrice'] ?? (discount === 1 ? netPrice : netPrice / (1 - discount)),
    VATCode: code,
    VATPercentage: percentage,
  };
}

/** Dates of a stored line are numbers already. */
function withoutDates(line: Row): Row {
  const { DeliveryDate: _date, ...rest } = line;
  return rest;
}

/** Stores an order with its lines and the totals that follow from them. */
export function keepTotals(division: Division, order: Row, lines: readonly Row[]): Row {
  const step = Number(division.table('Currencies').get(String(order['Currency']))!['AmountPrecision']);
  const priced = lines.map((line): PricedLine => {
    const vat = division.by('VATCodes', 'Code', String(line['VATCode']))[0]!;
    return {
      quantity: Number(line['Quantity']),
      netPrice: Number(line['NetPrice']),
      vat: { type: String(vat['Type']), percentage: Number(vat['Percentage']) },
    };
  });
  const totals = totalsOf(priced, Math.round(-Math.log10(step)));
  const { Status, DeliveryStatus, InvoiceStatus } = order;
  for (const [index, line] of lines.entries())
    division.put('SalesOrderLines', String(line['ID']), {
      ...line,
      Created: line['Created'] ?? order['Modified'],
      Modified: order['Modified'],
      AmountFC: totals.perLine[index],
      VATAmount: totals.vatPerLine[index],
      OrderStatus: Status,
      DeliveryStatus: deliveryStatusOf(line) ?? DeliveryStatus,
      InvoiceStatus,
    });
  return division.put('SalesOrders', String(order['OrderID']), {
    ...order,
    AmountFC: totals.incl,
    AmountFCExclVat: totals.excl,
    AmountDC: totals.incl,
  });
}

/** Of a line of which something was shipped; undefined where nothing was. */
function deliveryStatusOf(line: Row): number | undefined {
  const delivered = Number(line['QuantityDelivered'] ?? 0);
  if (delivered === 0) return undefined;
  return delivered >= Number(line['Quantity']) ? COMPLETE : PARTIAL;
}

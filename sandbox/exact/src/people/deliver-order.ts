import type { Division, Row } from '../divisions/division.js';
import { CANCELLED, COMPLETE, keepTotals, linesOf, OPEN, PARTIAL } from '../sales-orders/write-sales-order.js';
import { changeStock, plan, stockOf } from '../stock/stock.js';

/** The order that is meant: by its key or by its number. @throws Error when there is none */
function orderOf(division: Division, given: string | number): Row {
  const order =
    division.table('SalesOrders').get(String(given)) ?? division.by('SalesOrders', 'OrderNumber', String(given))[0];
  if (order === undefined) throw new Error(`order: ${given} is none`);
  return order;
}

/**
 * The warehouse ships an order, or so many pieces of each line: stock and plan go down, the order is delivered in part or in
 * full. @throws Error for an order that waits for approval
 */
export function deliverOrder(
  division: Division,
  shipment: { order: string | number; pieces?: number },
  now: number,
): Row {
  const order = orderOf(division, shipment.order);
  if (order['ApprovalStatus'] === 0) throw new Error('order: it waits for approval');
  const lines = linesOf(division, String(order['OrderID'])).map((line) => {
    const delivered = Number(line['QuantityDelivered'] ?? 0);
    const leaving = Math.min(Number(line['Quantity']) - delivered, shipment.pieces ?? Number.POSITIVE_INFINITY);
    const after: Row = { ...line, QuantityDelivered: delivered + leaving };
    plan(division, line, -1, now);
    plan(division, after, 1, now);
    takeFromStock(division, line, leaving, now);
    return after;
  });
  const all = lines.every((line) => Number(line['QuantityDelivered']) >= Number(line['Quantity']));
  const DeliveryStatus = all ? COMPLETE : PARTIAL;
  return keepTotals(
    division,
    { ...order, DeliveryStatus, ...statusOf(DeliveryStatus, order['InvoiceStatus']), Modified: now },
    lines,
  );
}

/** The order is invoiced. */
export function invoiceOrder(division: Division, { order: given }: { order: string | number }, now: number): Row {
  const order = orderOf(division, given);
  const lines = linesOf(division, String(order['OrderID'])).map((line) => ({
    ...line,
    QuantityInvoiced: line['Quantity'],
  }));
  return keepTotals(
    division,
    { ...order, InvoiceStatus: COMPLETE, ...statusOf(order['DeliveryStatus'], COMPLETE), Modified: now },
    lines,
  );
}

/** Somebody cancels what is open of an order: nothing of it is planned any more. */
export function cancelOrder(division: Division, { order: given }: { order: string | number }, now: number): Row {
  const order = orderOf(division, given);
  const lines = linesOf(division, String(order['OrderID']));
  for (const line of lines) plan(division, line, -1, now);
  return keepTotals(division, { ...order, Status: CANCELLED, Modified: now }, lines);
}

function takeFromStock(division: Division, line: Row, pieces: number, now: number): void {
  const [item, warehouse] = [String(line['Item']), String(line['WarehouseID'])];
  if (division.table('Items').get(item)?.['IsStockItem'] !== true) return;
  const current = Number(stockOf(division, item, warehouse)?.['CurrentStock'] ?? 0) - pieces;
  changeStock(division, item, warehouse, { current }, now);
}

function statusOf(delivery: unknown, invoice: unknown): { Status: number } {
  if (delivery === COMPLETE && invoice === COMPLETE) return { Status: COMPLETE };
  return { Status: delivery === OPEN && invoice === OPEN ? OPEN : PARTIAL };
}

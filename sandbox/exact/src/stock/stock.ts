import type { Division, Row } from '../divisions/division.js';

/** What is open of a sales order line is planned outgoing stock of its warehouse; the row version moves. */
export function plan(division: Division, line: Row, direction: 1 | -1, now: number): void {
  if (division.table('Items').get(String(line['Item']))?.['IsStockItem'] !== true) return;
  const open = Number(line['Quantity']) - Number(line['QuantityDelivered'] ?? 0);
  const planned = direction * open;
  changeStock(division, String(line['Item']), String(line['WarehouseID']), { planned }, now);
}

/** Moves the stock row of an item in a warehouse; it is made, with the item's place in it, when there is none. */
export function changeStock(
  division: Division,
  itemId: string,
  warehouseId: string,
  change: { current?: number; planned?: number; incoming?: number },
  now: number,
): Row {
  const item = division.table('Items').get(itemId)!;
  const warehouse = division.table('Warehouses').get(warehouseId)!;
  const found = stockOf(division, itemId, warehouseId);
  const id = String(found?.['ID'] ?? division.guid());
  const current = change.current ?? Number(found?.['CurrentStock'] ?? 0);
  const incoming = change.incoming ?? Number(found?.['PlanningIn'] ?? 0);
  const out = Number(found?.['PlanningOut'] ?? 0) + (change.planned ?? 0);
  placeItem(division, itemId, warehouseId, now);
  return division.put('StockPositions', id, {
    ID: id,
    ItemId: itemId,
    ItemCode: item['Code'],
    ItemDescription: item['Description'],
    Warehouse: warehouseId,
    WarehouseCode: warehouse['Code'],
    WarehouseDescription: warehouse['Description'],
    CurrentStock: current,
    PlanningIn: incoming,
    PlanningOut: out,
    FreeStock: current - out,
    ProjectedStock: current + incoming - out,
    ReservedStock: 0,
    Modified: now,
  });
}

/** The stock of an item in a warehouse, if it ever lay there. */
export function stockOf(division: Division, itemId: string, warehouseId: string): Row | undefined {
  return division.by('StockPositions', 'ItemId', itemId).find((row) => row['Warehouse'] === warehouseId);
}

/** The warehouse that an order takes from when it names none. */
export function mainWarehouse(division: Division): string {
  return String([...division.table('Warehouses').values()].find((row) => row['Main'] === 1)!['ID']);
}

/** Makes the row of `inventory/ItemWarehouses`, once. */
function placeItem(division: Division, itemId: string, warehouseId: string, now: number): void {
  if (division.by('ItemWarehouses', 'Item', itemId).some((row) => row['Warehouse'] === warehouseId)) return;
  const id = division.guid();
  division.put('ItemWarehouses', id, {
    ID: id,
    Item: itemId,
    Warehouse: warehouseId,
    Created: now,
    Modified: now,
  });
}

import type { Division, Row } from '../divisions/division.js';
import type { FieldDefinition, ResourceDefinition } from './field-definitions.js';
import { stockOf } from '../stock/stock.js';
import { dayOf } from '../divisions/wall-clock.js';

/** Where a record is shown, and when. */
export interface Showing {
  readonly division: Division;
  readonly resource: ResourceDefinition;
  /** the address of the list, without a query */
  readonly uri: string;
  /** milliseconds of the Dutch wall clock */
  readonly now: number;
}

/** A value as a filter meets it: codes padded with blanks (exact-online 4), what follows from other records reckoned. */
export function valueOf(showing: Showing, row: Row, name: string): unknown {
  if (name === 'Timestamp') return row[name] ?? null;
  const derive = DERIVED[`${showing.resource.table}.${name}`];
  const value = (derive === undefined ? row[name] : derive(showing, row)) ?? null;
  return pad(value, showing.resource.fields[name]);
}

/** A record as an answer gives it. */
export function shown(showing: Showing, row: Row, select: readonly string[] | undefined): Row {
  const { resource, uri } = showing;
  const key = String(row[resource.key]);
  const own = `${uri}(${resource.key === 'Code' ? '' : 'guid'}'${key}')`;
  const result: Row = { __metadata: { uri: own, type: `Exact.Web.Api.Models.${resource.table}` } };
  for (const name of select ?? Object.keys(resource.fields)) {
    const type = name === 'Timestamp' ? 'Int64' : resource.fields[name]?.type;
    const value = type === 'Collection' ? null : valueOf(showing, row, name);
    if (type === 'Collection') result[name] = { __deferred: { uri: `${own}/${name}` } };
    else if (type === 'DateTime' && typeof value === 'number') result[name] = `/Date(${value})/`;
    else if (typeof value === 'bigint') result[name] = String(value);
    else result[name] = value;
  }
  return result;
}

function pad(value: unknown, field: FieldDefinition | undefined): unknown {
  if (field?.padded === undefined || typeof value !== 'string' || value === '') return value;
  return field.padded < 0 ? value.padStart(-field.padded) : value.padEnd(field.padded);
}

type Derivation = (showing: Showing, row: Row) => unknown;

const refer =
  (table: Parameters<Division['table']>[0], by: string, field: string): Derivation =>
  ({ division }, row) =>
    division.table(table).get(String(row[by]))?.[field];

const stock =
  (field: string): Derivation =>
  ({ division }, row) =>
    stockOf(division, String(row['Item']), String(row['Warehouse']))?.[field] ?? 0;

const DERIVED: Readonly<Record<string, Derivation>> = {
  'Contacts.FullName': (_, row) => [row['FirstName'], row['LastName']].filter(Boolean).join(' '),
  'Contacts.AccountName': refer('Accounts', 'Account', 'Name'),
  'Contacts.IsMainContact': ({ division }, row) =>
    division.table('Accounts').get(String(row['Account']))?.['MainContact'] === row['ID'],
  'Items.ItemGroupCode': refer('ItemGroups', 'ItemGroup', 'Code'),
  'Items.UnitDescription': ({ division }, row) => division.by('Units', 'Code', String(row['Unit']))[0]?.['Description'],
  'Items.Stock': ({ division }, row) =>
    division
      .by('StockPositions', 'ItemId', String(row['ID']))
      .reduce((sum, { CurrentStock }) => sum + Number(CurrentStock), 0),
  'Items.StandardSalesPrice': priceInForce,
  'SalesItemPrices.DefaultItemUnit': refer('Items', 'Item', 'Unit'),
  'SalesItemPrices.ItemCode': refer('Items', 'Item', 'Code'),
  'SalesItemPrices.ItemDescription': refer('Items', 'Item', 'Description'),
  'ItemWarehouses.ItemCode': refer('Items', 'Item', 'Code'),
  'ItemWarehouses.ItemDescription': refer('Items', 'Item', 'Description'),
  'ItemWarehouses.WarehouseCode': refer('Warehouses', 'Warehouse', 'Code'),
  'ItemWarehouses.WarehouseDescription': refer('Warehouses', 'Warehouse', 'Description'),
  'ItemWarehouses.CurrentStock': stock('CurrentStock'),
  'ItemWarehouses.PlannedStockIn': stock('PlanningIn'),
  'ItemWarehouses.PlannedStockOut': stock('PlanningOut'),
  'ItemWarehouses.ProjectedStock': stock('ProjectedStock'),
  'ItemWarehouses.ReservedStock': stock('ReservedStock'),
};

/** The general price from one piece on that holds today; of several the latest. */
function priceInForce({ division, now }: Showing, item: Row): unknown {
  const today = dayOf(now);
  return division
    .by('SalesItemPrices', 'Item', String(item['ID']))
    .filter(
      (price) =>
        (price['Account'] ?? null) === null &&
        Number(price['Quantity']) <= 1 &&
        Number(price['StartDate']) <= today &&
        Number(price['EndDate'] ?? Number.POSITIVE_INFINITY) >= today,
    )
    .sort((a, b) => Number(b['StartDate']) - Number(a['StartDate']))[0]?.['Price'];
}

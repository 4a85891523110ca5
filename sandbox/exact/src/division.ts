import type { Random } from '@connector/simulation';
import type { TableName } from './resource-definitions.js';

/** A record as it is stored: dates as milliseconds of the wall clock, Int64 as bigint. */
export type Row = Record<string, unknown>;

/** One administration: its tables, row versions and counters. */
export class Division {
  readonly tables = new Map<TableName, Map<string, Row>>();
  readonly deleted: { timestamp: bigint; entityType: number; key: string; at: number }[] = [];
  private readonly indexes = new Map<string, Map<string, Set<Row>>>();
  private version = 1000n;
  private orderNumber = 1000;
  private accountCode = 100;

  constructor(
    readonly code: number,
    readonly description: string,
    readonly country: string,
    readonly currency: string,
    private readonly random: Random,
  ) {}

  table(name: TableName): Map<string, Row> {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Map();
      this.tables.set(name, table);
    }
    return table;
  }

  /** Stores a record under a new row version. */
  put(name: TableName, key: string, row: Row): Row {
    const table = this.table(name);
    const before = table.get(key);
    if (before !== undefined) this.unindex(name, before);
    row['Timestamp'] = ++this.version;
    table.set(key, row);
    this.index(name, row);
    return row;
  }

  remove(name: TableName, key: string, entityType: number, at: number): void {
    const row = this.table(name).get(key);
    if (row === undefined) return;
    this.unindex(name, row);
    this.table(name).delete(key);
    this.deleted.push({ timestamp: ++this.version, entityType, key, at });
  }

  /** Records by one of the fields that are looked up often, without reading the table. */
  by(name: TableName, field: string, value: string): Row[] {
    return [...(this.indexes.get(`${name}.${field}`)?.get(value.trim().toLowerCase()) ?? [])];
  }

  guid(): string {
    return this.random.guid();
  }

  nextOrderNumber(): number {
    return ++this.orderNumber;
  }

  nextAccountCode(): string {
    return String(++this.accountCode);
  }

  private index(name: TableName, row: Row): void {
    for (const field of INDEXED[name] ?? []) {
      const value = row[field];
      if (typeof value !== 'string') continue;
      const entries = this.indexes.get(`${name}.${field}`) ?? new Map<string, Set<Row>>();
      this.indexes.set(`${name}.${field}`, entries);
      const found = entries.get(value.toLowerCase()) ?? new Set<Row>();
      found.add(row);
      entries.set(value.toLowerCase(), found);
    }
  }

  private unindex(name: TableName, row: Row): void {
    for (const field of INDEXED[name] ?? []) {
      const value = row[field];
      if (typeof value === 'string') this.indexes.get(`${name}.${field}`)?.get(value.toLowerCase())?.delete(row);
    }
  }
}

/** Fields with an index, so that 100,000 orders are no slower than ten. */
const INDEXED: Partial<Record<TableName, readonly string[]>> = {
  Accounts: ['SearchCode', 'Name'],
  Contacts: ['Account'],
  Addresses: ['Account'],
  Items: ['Code'],
  ItemGroups: ['Code'],
  Units: ['Code'],
  SalesItemPrices: ['Item'],
  VATCodes: ['Code'],
  PaymentConditions: ['Code'],
  Warehouses: ['Code'],
  StockPositions: ['ItemId'],
  SalesOrders: ['YourRef', 'OrderedBy'],
  SalesOrderLines: ['OrderID', 'Item'],
};

import type { Random } from '@connector/simulation';
import type { TableName } from '../odata/field-definitions.js';

/** A record as it is stored: dates as milliseconds of the wall clock, Int64 as bigint. */
export type Row = Record<string, unknown>;

/** A division as plain values. */
export interface DivisionDump {
  readonly code: number;
  readonly description: string;
  readonly country: string;
  readonly currency: string;
  readonly tables: ReadonlyMap<TableName, ReadonlyMap<string, Row>>;
  readonly deleted: readonly Deletion[];
  readonly blockingStatus: number;
  readonly movedAt: number | null;
  readonly packageCode: string;
  readonly customer: string;
  readonly counters: { readonly version: bigint; readonly orderNumber: number; readonly accountCode: number };
}

/** A record that is gone, as `sync/Deleted` tells it. */
export interface Deletion {
  readonly timestamp: bigint;
  readonly entityType: number;
  readonly key: string;
  /** the wall clock */
  readonly at: number;
  readonly id: string;
}

/** A record as it was and as it is: before is absent when it is new, after when it is gone. */
export type Change = (table: TableName, key: string, before: Row | undefined, after: Row | undefined) => void;

/** One administration: its tables, row versions and counters. */
export class Division {
  readonly tables = new Map<TableName, Map<string, Row>>();
  readonly deleted: Deletion[] = [];
  /** who hears of every change; the webhooks do */
  changed: Change = () => undefined;
  /** 0: usable; anything else: a conversion, a restore or a copy runs */
  blockingStatus = 0;
  /** what the licence has */
  packageCode = 'Trade';
  /** whose licence the division is in */
  customer = 'Voorbeeld Groep B.V.';
  /** wall clock of the last move: from then on every row version that was read before is void */
  movedAt: number | null = null;
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

  static restore(dump: DivisionDump, random: Random): Division {
    const division = new Division(dump.code, dump.description, dump.country, dump.currency, random);
    for (const [name, rows] of dump.tables) {
      for (const [key, row] of rows) {
        division.table(name).set(key, row);
        division.index(name, row);
      }
    }
    division.deleted.push(...dump.deleted);
    division.blockingStatus = dump.blockingStatus;
    division.movedAt = dump.movedAt;
    division.packageCode = dump.packageCode;
    division.customer = dump.customer;
    division.version = dump.counters.version;
    division.orderNumber = dump.counters.orderNumber;
    division.accountCode = dump.counters.accountCode;
    return division;
  }

  dump(): DivisionDump {
    const { code, description, country, currency, tables, deleted, version, orderNumber, accountCode } = this;
    const { blockingStatus, movedAt, packageCode, customer } = this;
    const counters = { version, orderNumber, accountCode };
    return {
      code,
      description,
      country,
      currency,
      tables,
      deleted,
      blockingStatus,
      movedAt,
      packageCode,
      customer,
      counters,
    };
  }

  table(name: TableName): Map<string, Row> {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new Map();
      this.tables.set(name, table);
    }
    return table;
  }

  /** Stores a record under a new row version. The table keeps the order of the versions. */
  put(name: TableName, key: string, row: Row): Row {
    const table = this.table(name);
    const before = table.get(key);
    if (before !== undefined) this.unindex(name, before);
    row['Timestamp'] = ++this.version;
    table.delete(key);
    table.set(key, row);
    this.index(name, row);
    if (name === 'Accounts') this.accountCode = Math.max(this.accountCode, Number(row['Code']) || 0);
    if (name === 'SalesOrders') this.orderNumber = Math.max(this.orderNumber, Number(row['OrderNumber']) || 0);
    this.changed(name, key, before, row);
    return row;
  }

  remove(name: TableName, key: string, entityType: number, at: number): void {
    const row = this.table(name).get(key);
    if (row === undefined) return;
    this.unindex(name, row);
    this.table(name).delete(key);
    this.deleted.push({ timestamp: ++this.version, entityType, key, at, id: this.guid() });
    this.changed(name, key, row, undefined);
  }

  /** The database moves: every record gets a new row version, and the old ones mean nothing. */
  move(at: number): void {
    this.movedAt = at;
    this.version = 1_000n;
    for (const table of this.tables.values()) for (const row of table.values()) row['Timestamp'] = ++this.version;
    this.deleted.length = 0;
  }

  /** Whether `by` can answer for this field. */
  static isIndexed(name: TableName, field: string): boolean {
    return INDEXED[name]?.includes(field) === true;
  }

  /** Whether its licence knows stock and sales orders. */
  get hasTrade(): boolean {
    return ['Trade', 'Wholesale', 'Manufacturing'].includes(this.packageCode);
  }

  /** Records by one of the fields that are looked up often, without reading the table. */
  by(name: TableName, field: string, value: string): Row[] {
    return [...(this.indexes.get(`${name}.${field}`)?.get(value.trim().toLowerCase()) ?? [])];
  }

  guid(): string {
    return this.random.guid();
  }

  /** the highest row version that was given out */
  get lastVersion(): bigint {
    return this.version;
  }

  nextOrderNumber(): number {
    return ++this.orderNumber;
  }

  nextAccountCode(): string {
    return String(++this.accountCode);
  }

  private index(name: TableName, row: Row): void {
    for (const field of INDEXED[name] ?? []) {
      const value = indexKey(row[field]);
      if (value === undefined) continue;
      const entries = this.indexes.get(`${name}.${field}`) ?? new Map<string, Set<Row>>();
      this.indexes.set(`${name}.${field}`, entries);
      const found = entries.get(value) ?? new Set<Row>();
      found.add(row);
      entries.set(value, found);
    }
  }

  private unindex(name: TableName, row: Row): void {
    for (const field of INDEXED[name] ?? []) {
      const value = indexKey(row[field]);
      if (value !== undefined) this.indexes.get(`${name}.${field}`)?.get(value)?.delete(row);
    }
  }
}

function indexKey(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : undefined;
}

/** Fields with an index, so that 100,000 orders are no slower than ten. */
const INDEXED: Partial<Record<TableName, readonly string[]>> = {
  Accounts: ['Code', 'SearchCode', 'Name'],
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
  ItemWarehouses: ['Item'],
  SalesOrders: ['YourRef', 'OrderedBy', 'OrderNumber', 'DeliveryAddress'],
  WebhookSubscriptions: ['Topic'],
  SalesEntries: ['Customer'],
  SalesOrderLines: ['OrderID', 'Item'],
};

import type { Row } from '../divisions/division.js';
import type { TableName } from '../odata/field-definitions.js';

/** What a topic announces (exact-online 13). */
export interface Topic {
  readonly topic: string;
  /** the record's address below the division */
  readonly endpoint: (key: string) => string;
  /** the key that is announced */
  readonly keyOf: (row: Row) => string;
  /** a change of these alone is announced to nobody */
  readonly silent: readonly string[];
}

const byKey =
  (path: string) =>
  (key: string): string =>
    `${path}(guid'${key}')`;

const OF_EVERY_RECORD = ['Timestamp', 'Modified', 'Created'];

/** Topics by table. None for addresses, prices, places in warehouses and VAT codes. */
export const topics: Partial<Record<TableName, Topic>> = {
  Accounts: {
    topic: 'Accounts',
    endpoint: byKey('crm/Accounts'),
    keyOf: ({ ID }) => String(ID),
    silent: ['Remarks', 'IsAnonymised', ...OF_EVERY_RECORD],
  },
  Contacts: {
    topic: 'Contacts',
    endpoint: byKey('crm/Contacts'),
    keyOf: ({ ID }) => String(ID),
    silent: OF_EVERY_RECORD,
  },
  Items: {
    topic: 'Items',
    endpoint: byKey('logistics/Items'),
    keyOf: ({ ID }) => String(ID),
    silent: ['Barcode', ...OF_EVERY_RECORD],
  },
  StockPositions: {
    topic: 'StockPositions',
    endpoint: (key) => `read/logistics/StockPosition?itemId=guid'${key}'`,
    keyOf: ({ ItemId }) => String(ItemId),
    silent: ['PlanningIn', 'PlanningOut', 'FreeStock', 'ProjectedStock', ...OF_EVERY_RECORD],
  },
  SalesOrders: {
    topic: 'SalesOrders',
    endpoint: byKey('salesorder/SalesOrders'),
    keyOf: ({ OrderID }) => String(OrderID),
    silent: ['OrderNumber', ...OF_EVERY_RECORD],
  },
};

/** Whether something changed that the topic announces; a new stock row tells nothing before something lies there. */
export function isAnnounced(topic: Topic, before: Row | undefined, after: Row | undefined): boolean {
  if (before === undefined || after === undefined) {
    const only = before ?? after ?? {};
    return topic.topic !== 'StockPositions' || Number(only['CurrentStock']) !== 0;
  }
  return Object.keys({ ...before, ...after }).some(
    (name) => !topic.silent.includes(name) && before[name] !== after[name],
  );
}

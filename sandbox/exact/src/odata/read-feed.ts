import type { Answer } from '@connector/simulation';
import type { Division, Row } from '../divisions/division.js';
import { ExactError } from './exact-error.js';
import type { ResourceDefinition } from './field-definitions.js';
import { linkTo, readFilter, selection } from './odata-query.js';
import { shown, type Showing } from './show-record.js';
import { feeds } from '../resources/resource-definitions.js';
import { readDate } from '../divisions/wall-clock.js';

const PAGE = 1_000;
const TWO_MONTHS_MS = 61 * 86_400_000;

/** What `sync/Deleted` shows. */
const deletions: ResourceDefinition = {
  table: 'Accounts',
  key: 'ID',
  right: 'Organization administration',
  methods: ['GET'],
  fields: {
    ID: { type: 'Guid' },
    EntityType: { type: 'Int32' },
    EntityKey: { type: 'Guid' },
    DeletedDate: { type: 'DateTime' },
    DeletedBy: { type: 'Guid' },
    Division: { type: 'Int32' },
  },
};

/** A feed by row version: only `Timestamp` may be filtered, 1,000 a page, `$select` by name (exact-online 6). */
export function readFeed(showing: Showing, query: URLSearchParams, lagMs = 0): Answer {
  const rows = [...showing.division.table(showing.resource.table).values()];
  const visible = lagMs > 0 ? rows.filter((row) => Number(row['Modified'] ?? 0) <= showing.now - lagMs) : rows;
  return feedOf(showing, visible, query, ['Timestamp']);
}

/** `sync/Deleted`: what is gone, by row version, for two months. */
export function readDeleted(showing: Showing, query: URLSearchParams, userId: string): Answer {
  const rows = showing.division.deleted
    .filter(({ at }) => at > showing.now - TWO_MONTHS_MS)
    .map(({ timestamp, entityType, key, at, id }) => ({
      Timestamp: timestamp,
      ID: id,
      EntityType: entityType,
      EntityKey: key,
      DeletedDate: at,
      DeletedBy: userId,
      Division: showing.division.code,
    }));
  return feedOf({ ...showing, resource: deletions }, rows, query, ['Timestamp', 'EntityType']);
}

const WITH_TIMESTAMP = new Map([
  ['SalesOrderHeaders', 'SalesOrders'],
  ['SalesOrderLines', 'SalesOrderLines'],
] as const);

/** `read/sync/Sync/SyncTimestamp`: the row version with which a first run may start, for a date and the feeds that have it. */
export function readSyncTimestamp(division: Division, query: URLSearchParams): Answer {
  const endpoint = query.get('endPoint')?.replaceAll("'", '') ?? '';
  const table = WITH_TIMESTAMP.get(endpoint as 'SalesOrderLines');
  const modified = readDate(/^datetime'([^']+)'$/.exec(query.get('modified') ?? '')?.[1] ?? '');
  if (table === undefined || modified === undefined)
    throw new ExactError(400, 'The endPoint is not supported or the date cannot be read.');
  const later = [...division.table(table).values()].find((row) => Number(row['Modified'] ?? 0) >= modified);
  const timestamp = later === undefined ? division.lastVersion : (later['Timestamp'] as bigint) - 1n;
  const results = [{ API: endpoint, Modified: `/Date(${modified})/`, TimeStampAsBigInt: String(timestamp) }];
  return { status: 200, body: { d: { results } } };
}

/** Rows are in the order of their versions: that is how a table keeps them. */
function feedOf(showing: Showing, rows: readonly Row[], query: URLSearchParams, filterable: string[]): Answer {
  const names = query.get('$select')?.split(',') ?? ['*'];
  if (names.some((name) => name.trim() === '*'))
    throw new ExactError(400, 'Please add a $select statement with the names of the properties.');
  const fields = { ...showing.resource.fields, Timestamp: { type: 'Int64' as const } };
  const select = selection(query, { ...showing.resource, fields });
  const { predicate, fields: used } = readFilter(query.get('$filter') ?? 'Timestamp gt 1L');
  if (used.some((field) => !filterable.includes(field)))
    throw new ExactError(400, `Only filtering on ${filterable.join(', ')} is supported for this resource.`);
  const token = query.get('$skiptoken');
  const after = token === null ? 0n : BigInt(token.replace(/\D/g, '') || 0);
  const found = rows.filter((row) => (row['Timestamp'] as bigint) > after && predicate(row));
  const page = found.slice(0, PAGE);
  const results = page.map((row) => shown(showing, row, select));
  const next =
    found.length > PAGE ? { __next: linkTo(showing.uri, query, `${String(page.at(-1)!['Timestamp'])}L`) } : {};
  return { status: 200, body: { d: { results, ...next } } };
}

export const isFeed = (path: string): boolean => feeds[path] !== undefined;

import type { Answer } from '@connector/simulation';
import { ExactError } from './exact-error.js';
import { FilterError, parseFilter } from './odata-filter.js';
import type { Division, Row } from './division.js';
import { feeds, resources, stockPositions, type ResourceDefinition } from './resource-definitions.js';

const PAGE = 60;
const FEED_PAGE = 1_000;

/** A list of a resource: filter, selection, paging and envelope as Exact has them (exact-online 4). */
export function listRecords(division: Division, path: string, query: URLSearchParams, baseUrl: string): Answer {
  const resource = resources[path]!;
  const select = selection(query, resource);
  const top = query.get('$top');
  if (select === undefined && top !== '1')
    throw new ExactError(400, 'Please add a $select or a $top=1 statement to the query string.');
  const filter = query.get('$filter');
  if (resource.filterNeeded === true && filter === null)
    throw new ExactError(400, 'A filter on one of the supported properties is mandatory.');
  let rows = candidates(division, resource, filter);
  if (filter !== null) {
    const { predicate, fields } = readFilter(filter);
    const wrong = fields.find((field) => resource.filterable !== undefined && !resource.filterable.includes(field));
    if (wrong !== undefined)
      throw new ExactError(400, `Filtering on property '${wrong}' is not supported for this resource.`);
    rows = rows.filter((row) => predicate(padded(row, resource)));
  }
  const skip = after(rows, resource.key, query.get('$skiptoken'));
  const size = top === null ? PAGE : Math.min(Number(top), PAGE);
  const page = rows.slice(skip, skip + size);
  const results = page.map((row) => shown(row, resource, select, `${baseUrl}/${path}`));
  if (top !== null) return { status: 200, body: { d: results } };
  const more = skip + size < rows.length;
  return {
    status: 200,
    body: { d: { results, ...(more ? { __next: nextUrl(baseUrl, path, query, page.at(-1)!, resource.key) } : {}) } },
  };
}

/** One record by its key. */
export function readRecord(
  division: Division,
  path: string,
  key: string,
  query: URLSearchParams,
  baseUrl: string,
): Answer {
  const resource = resources[path]!;
  const row = division.table(resource.table).get(key);
  if (row === undefined) throw new ExactError(404, 'Not found');
  return { status: 200, body: { d: shown(row, resource, selection(query, resource), `${baseUrl}/${path}`) } };
}

/** What a POST answers: the record as it stands now. */
export function createdAnswer(row: Row, path: string, baseUrl: string): Answer {
  return { status: 201, body: { d: shown(row, resources[path]!, undefined, `${baseUrl}/${path}`) } };
}

/** A feed by row version: only `Timestamp` may be filtered, 1,000 a page, `$select` by name (exact-online 6). */
export function readFeed(division: Division, path: string, query: URLSearchParams, baseUrl: string): Answer {
  const below = feeds[path]!;
  const resource = below === 'inventory/StockPositions' ? stockPositions : resources[below]!;
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (names === undefined || names.includes('*'))
    throw new ExactError(400, 'Please add a $select statement with the names of the properties.');
  const { predicate, fields } = readFilter(query.get('$filter') ?? 'Timestamp gt 1L');
  if (fields.some((field) => field !== 'Timestamp'))
    throw new ExactError(400, 'Only filtering on Timestamp is supported for this resource.');
  const rows = [...division.table(resource.table).values()]
    .filter((row) => predicate(row))
    .sort((a, b) => ((a['Timestamp'] as bigint) < (b['Timestamp'] as bigint) ? -1 : 1));
  const skip = after(rows, 'Timestamp', query.get('$skiptoken'));
  const page = rows.slice(skip, skip + FEED_PAGE);
  const results = page.map((row) => shown(row, resource, names, `${baseUrl}/${path}`));
  const more = skip + FEED_PAGE < rows.length;
  return {
    status: 200,
    body: { d: { results, ...(more ? { __next: nextUrl(baseUrl, path, query, page.at(-1)!, 'Timestamp') } : {}) } },
  };
}

/** `sync/Deleted`: what is gone, by row version. */
export function readDeleted(division: Division, query: URLSearchParams): Answer {
  const { predicate } = readFilter(query.get('$filter') ?? 'Timestamp gt 1L');
  const results = division.deleted
    .map(({ timestamp, entityType, key, at }) => ({
      Timestamp: timestamp,
      EntityType: entityType,
      EntityKey: key,
      DeletedDate: at,
    }))
    .filter((row) => predicate(row))
    .map((row) => ({ ...row, Timestamp: String(row.Timestamp), DeletedDate: `/Date(${row.DeletedDate})/` }));
  return { status: 200, body: { d: { results } } };
}

function candidates(division: Division, resource: ResourceDefinition, filter: string | null): Row[] {
  // the usual look-ups by one value go through an index
  const exact = filter === null ? null : /^(?:trim\()?(\w+)\)? eq (?:guid)?'((?:[^']|'')*)'$/.exec(filter.trim());
  const indexed = ['Code', 'SearchCode', 'Name', 'YourRef', 'Item', 'OrderID', 'OrderedBy', 'Account', 'ItemId'];
  if (exact !== null && indexed.includes(exact[1]!) && !(resource.table === 'Accounts' && exact[1] === 'Code')) {
    const found = division.by(resource.table, exact[1]!, exact[2]!.replaceAll("''", "'"));
    if (found.length > 0) return found;
  }
  return [...division.table(resource.table).values()];
}

function readFilter(text: string): ReturnType<typeof parseFilter> {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) throw new ExactError(400, error.message);
    throw error;
  }
}

function selection(query: URLSearchParams, resource: ResourceDefinition): string[] | undefined {
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (names === undefined || names.includes('*')) return names === undefined ? undefined : Object.keys(resource.fields);
  const unknown = names.find((name) => resource.fields[name] === undefined);
  if (unknown !== undefined)
    throw new ExactError(400, `Could not find a property named '${unknown}' on type '${resource.table}'.`);
  return names;
}

/** Codes as Exact gives them: padded with blanks (exact-online 4). */
function padded(row: Row, resource: ResourceDefinition): Row {
  const result: Row = { ...row };
  for (const [name, field] of Object.entries(resource.fields)) {
    const value = row[name];
    if (field.padded === undefined || typeof value !== 'string' || value === '') continue;
    result[name] = field.padded < 0 ? value.padStart(-field.padded) : value.padEnd(field.padded);
  }
  return result;
}

function shown(row: Row, resource: ResourceDefinition, select: readonly string[] | undefined, uri: string): Row {
  const full = padded(row, resource);
  const result: Row = {
    __metadata: { uri: `${uri}(guid'${String(row[resource.key])}')`, type: `Exact.Web.Api.Models.${resource.table}` },
  };
  for (const name of select ?? Object.keys(resource.fields)) {
    const type = name === 'Timestamp' ? 'Int64' : resource.fields[name]?.type;
    const value = full[name] ?? null;
    if (type === 'Collection')
      result[name] = { __deferred: { uri: `${uri}(guid'${String(row[resource.key])}')/${name}` } };
    else if (type === 'DateTime' && typeof value === 'number') result[name] = `/Date(${value})/`;
    else if (type === 'Int64' && typeof value === 'bigint') result[name] = String(value);
    else result[name] = value;
  }
  return result;
}

function after(rows: readonly Row[], key: string, token: string | null): number {
  if (token === null) return 0;
  const value = token.replace(/^guid'|'$|L$/g, '');
  return rows.findIndex((row) => String(row[key]) === value) + 1;
}

function nextUrl(baseUrl: string, path: string, query: URLSearchParams, last: Row, key: string): string {
  const parameters = [...query]
    .filter(([name]) => name !== '$skiptoken')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const token = key === 'Timestamp' ? `${String(last[key])}L` : `guid'${String(last[key])}'`;
  return `${baseUrl}/${path}?${[...parameters, `$skiptoken=${token}`].join('&')}`;
}

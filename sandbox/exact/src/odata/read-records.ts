import type { Answer } from '@connector/simulation';
import { Division, type Row } from '../divisions/division.js';
import { ExactError } from './exact-error.js';
import { nextLink, ordered, pageOf, readFilter, selection } from './odata-query.js';
import { offsetSeconds } from '../divisions/wall-clock.js';
import { shown, valueOf, type Showing } from './show-record.js';

const PAGE = 60;
const BULK_PAGE = 1_000;

/** A list of a resource: filter, selection, order, paging and envelope as Exact has them (exact-online 4). */
export function listRecords(showing: Showing, query: URLSearchParams, kind: 'single' | 'bulk', lagMs = 0): Answer {
  const { resource } = showing;
  const select = selection(query, resource);
  const top = countOf(query, '$top');
  const pageSize = kind === 'bulk' ? BULK_PAGE : PAGE;
  if (select === undefined && (kind === 'bulk' || top !== 1))
    throw new ExactError(400, 'Please add a $select or a $top=1 statement to the query string.');
  const offset = countOf(query, '$skip') ?? 0;
  if (kind === 'bulk' && query.has('$skip')) throw new ExactError(400, 'The $skip option is not supported for bulk.');
  const filter = query.get('$filter');
  if (resource.filterNeeded === true && filter === null)
    throw new ExactError(400, 'A filter on one of the supported properties is mandatory.');
  let rows = candidates(showing, filter);
  // a look-up that lags behind the write does not see what was made in the last moments
  if (lagMs > 0) rows = rows.filter((row) => Number(row['Created'] ?? 0) <= showing.now - lagMs);
  if (filter !== null) {
    const { predicate, fields } = readFilter(filter);
    const unknown = fields.find((field) => resource.fields[field] === undefined && !filterable(resource, field));
    if (unknown !== undefined)
      throw new ExactError(400, `Could not find a property named '${unknown}' on type '${resource.table}'.`);
    const wrong = fields.find((field) => resource.filterable !== undefined && !filterable(resource, field));
    if (wrong !== undefined)
      throw new ExactError(400, `Filtering on property '${wrong}' is not supported for this resource.`);
    rows = rows.filter((row) => predicate(viewOf(showing, row, fields)));
  }
  const count = rows.length;
  const order = ordered(showing, query.get('$orderby'));
  rows = rows.sort(order);
  const page = pageOf(rows, query, order, showing, { offset, size: Math.min(top ?? pageSize, pageSize) });
  const results = page.rows.map((row) => shown(showing, row, select));
  if (query.get('$inlinecount') === 'allpages')
    return { status: 200, body: { d: { __count: String(count), results } } };
  if (top !== undefined) return { status: 200, body: { d: results } };
  const next = page.more ? { __next: nextLink(showing, query, page.rows.at(-1)!) } : {};
  return { status: 200, body: { d: { results, ...next } } };
}

/** One record by its key. */
export function readRecord(showing: Showing, key: string, query: URLSearchParams, lagMs = 0): Answer {
  const { division, resource, now } = showing;
  const row = division.table(resource.table).get(key);
  if (row === undefined || (lagMs > 0 && Number(row['Created'] ?? 0) > now - lagMs))
    throw new ExactError(404, 'Not found');
  return { status: 200, body: { d: shown(showing, row, selection(query, resource)) } };
}

/**
 * What a POST answers: the record as it stands now. Its times are of UTC, those of a later look-up of the Dutch wall clock, as
 * was seen at Exact (exact-online 2).
 */
export function createdAnswer(showing: Showing, row: Row): Answer {
  const ahead = offsetSeconds(showing.now - 3_600_000) * 1_000;
  const times = Object.fromEntries(
    ['Created', 'Modified']
      .filter((name) => typeof row[name] === 'number')
      .map((name) => [name, Number(row[name]) - ahead]),
  );
  return { status: 201, body: { d: shown(showing, { ...row, ...times }, undefined) } };
}

/** `read/logistics/StockPosition?itemId=guid'…'`: one item over all warehouses. */
export function readStockOfItem(showing: Showing, query: URLSearchParams): Answer {
  const id = /^guid'([0-9a-f-]{36})'$/i.exec(query.get('itemId') ?? '')?.[1]?.toLowerCase();
  if (id === undefined) throw new ExactError(400, "The parameter 'itemId' is mandatory.");
  const sum = (rows: readonly Row[], field: string): number =>
    rows.reduce((total, row) => total + Number(row[field]), 0);
  const rows = showing.division.by('StockPositions', 'ItemId', id);
  const results = showing.division.table('Items').has(id)
    ? [
        {
          __metadata: { uri: showing.uri, type: 'Exact.Web.Api.Models.StockPosition' },
          ItemId: id,
          InStock: sum(rows, 'CurrentStock'),
          PlanningIn: sum(rows, 'PlanningIn'),
          PlanningOut: sum(rows, 'PlanningOut'),
          FreeStock: sum(rows, 'FreeStock'),
          ProjectedStock: sum(rows, 'ProjectedStock'),
          ReservedStock: sum(rows, 'ReservedStock'),
        },
      ]
    : [];
  return { status: 200, body: { d: results } };
}

/** The rows that a filter can mean: the usual look-ups by one value go through an index. */
function candidates({ division, resource }: Showing, filter: string | null): Row[] {
  const exact = filter === null ? null : /^(?:trim\()?(\w+)\)? eq (?:guid)?'((?:[^']|'')*)'$/.exec(filter.trim());
  if (exact !== null && Division.isIndexed(resource.table, exact[1]!))
    return division.by(resource.table, exact[1]!, exact[2]!.replaceAll("''", "'"));
  return [...division.table(resource.table).values()];
}

const filterable = (resource: Showing['resource'], field: string): boolean =>
  resource.filterable?.includes(field) === true;

const viewOf = (showing: Showing, row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.map((field) => [field, valueOf(showing, row, field)]));

function countOf(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  if (!/^\d+$/.test(given)) throw new ExactError(400, `Incorrect format for ${name} argument '${given}'.`);
  return Number(given);
}

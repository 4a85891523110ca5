import type { Row } from '../divisions/division.js';
import { ExactError } from './exact-error.js';
import type { ResourceDefinition } from './field-definitions.js';
import { FilterError, parseFilter } from './odata-filter.js';
import { valueOf, type Showing } from './show-record.js';

export type Order = (a: Row, b: Row) => number;

/** @throws ExactError 400 when it is no filter */
export function readFilter(text: string): ReturnType<typeof parseFilter> {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) throw new ExactError(400, error.message);
    throw error;
  }
}

/** The names of `$select`; undefined where there is none. */
export function selection(query: URLSearchParams, resource: ResourceDefinition): string[] | undefined {
  const names = query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (names === undefined) return undefined;
  if (names.includes('*')) return Object.keys(resource.fields);
  const unknown = names.find((name) => resource.fields[name] === undefined);
  if (unknown !== undefined)
    throw new ExactError(400, `Could not find a property named '${unknown}' on type '${resource.table}'.`);
  return names;
}

/** `$orderby` by one field or more; the key decides between equals, and alone where nothing is asked. */
export function ordered(showing: Showing, orderby: string | null): Order {
  const parts = (orderby ?? '')
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
      if (showing.resource.fields[name] === undefined || !['asc', 'desc'].includes(direction))
        throw new ExactError(400, `The $orderby expression '${part.trim()}' is not valid.`);
      return { name, sign: direction === 'desc' ? -1 : 1 };
    });
  return (a, b) => {
    for (const { name, sign } of parts) {
      const difference = compare(valueOf(showing, a, name), valueOf(showing, b, name));
      if (difference !== 0) return sign * difference;
    }
    return compare(a[showing.resource.key], b[showing.resource.key]);
  };
}

/**
 * A page of rows in this order. The token of a link is the key of the last row before it; a row that went away meanwhile
 * moves nothing where the key alone decides.
 */
export function pageOf(
  rows: readonly Row[],
  query: URLSearchParams,
  order: Order,
  { resource }: Showing,
  { offset, size }: { offset: number; size: number },
): { rows: Row[]; more: boolean } {
  const token = query.get('$skiptoken')?.replace(/^(?:guid)?'|'$/g, '');
  let start = offset;
  if (token !== undefined) {
    const at = rows.findIndex((row) => String(row[resource.key]) === token);
    const next = at >= 0 ? at + 1 : rows.findIndex((row) => order(row, { [resource.key]: token }) > 0);
    start = next < 0 ? rows.length : next;
  }
  return { rows: rows.slice(start, start + size), more: start + size < rows.length };
}

/** The address of the next page: the same question behind the last row of this one. */
export function nextLink({ resource, uri }: Showing, query: URLSearchParams, last: Row): string {
  const key = String(last[resource.key]);
  return linkTo(uri, query, resource.key === 'Code' ? `'${key}'` : `guid'${key}'`);
}

export function linkTo(uri: string, query: URLSearchParams, token: string): string {
  const parameters = [...query]
    .filter(([name]) => name !== '$skiptoken' && name !== '$skip')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${uri}?${[...parameters, `$skiptoken=${token}`].join('&')}`;
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return (a as string | number | bigint) < (b as string | number | bigint) ? -1 : 1;
}

import { createHash } from 'node:crypto';
import type { Answer, SandboxClock } from '@connector/simulation';
import { AmazonError, invalidInput } from './amazon-error.js';
import { dataSetNames, orderAsAnswered, type AmazonOrder } from './order-model.js';
import type { Seller } from './sellers.js';

const TWO_MINUTES = 120_000;
const TOKEN_HOURS = 24;

/** Orders API 2026-01-01: `searchOrders` and `getOrder` (amazon-sp-api 5). */
export class Orders {
  constructor(private readonly clock: SandboxClock) {}

  get(seller: Seller, orderId: string, query: URLSearchParams): Answer {
    const order = seller.orders.get(orderId);
    if (order === undefined) throw new AmazonError(404, 'NotFound', `Order ${orderId} was not found`);
    return { status: 200, body: { order: orderAsAnswered(order, included(query), seller.personalData) } };
  }

  search(seller: Seller, query: URLSearchParams): Answer {
    const now = this.clock.now();
    const family = familyOf(query);
    const after = dateOf(query, `${family}After`)!;
    const latest = now - TWO_MINUTES;
    const before = dateOf(query, `${family}Before`) ?? latest;
    if (before > latest) throw invalidInput(`${family}Before must be at least two minutes before now`);
    if (before < after) throw invalidInput(`${family}Before must not be before ${family}After`);
    const marketplaces = listOf(query, 'marketplaceIds');
    if (marketplaces !== undefined && marketplaces.length > 50) throw invalidInput('At most 50 marketplaceIds');
    const foreign = marketplaces?.find((id) => !seller.marketplaceIds.includes(id));
    if (foreign !== undefined)
      throw new AmazonError(403, 'Unauthorized', `Access to requested resource is denied: ${foreign}`);
    const size = Number(query.get('maxResultsPerPage') ?? 100);
    if (!Number.isInteger(size) || size < 1 || size > 100)
      throw invalidInput('maxResultsPerPage must be between 1 and 100');
    const sets = included(query);
    const token = query.get('paginationToken');
    const page = token === null ? undefined : readToken(token, query, now);
    const upTo = page?.before ?? before;
    const field = family === 'created' ? 'createdTime' : 'lastUpdatedTime';
    const found = [...seller.orders.values()]
      .filter((order) => within(order, field, after, upTo))
      .filter((order) => marketplaces === undefined || marketplaces.includes(order.salesChannel.marketplaceId ?? ''))
      .filter((order) => matches(query, 'fulfillmentStatuses', order.fulfillment?.fulfillmentStatus))
      .filter((order) => matches(query, 'fulfilledBy', order.fulfillment?.fulfilledBy))
      .sort((a, b) => a[field].localeCompare(b[field]) || a.orderId.localeCompare(b.orderId));
    const start = page?.offset ?? 0;
    const shown = found.slice(start, start + size);
    const next =
      start + size < found.length ? makeToken(query, { offset: start + size, before: upTo, made: now }) : undefined;
    return {
      status: 200,
      body: {
        orders: shown.map((order) => orderAsAnswered(order, sets, seller.personalData)),
        ...(next === undefined ? {} : { pagination: { nextToken: next } }),
        [`${family}Before`]: new Date(upTo).toISOString(),
      },
    };
  }
}

function familyOf(query: URLSearchParams): 'created' | 'lastUpdated' {
  const created = query.has('createdAfter');
  const updated = query.has('lastUpdatedAfter');
  if (created === updated) throw invalidInput('Exactly one of createdAfter and lastUpdatedAfter is required');
  if ((created && query.has('lastUpdatedBefore')) || (updated && query.has('createdBefore')))
    throw invalidInput('created… and lastUpdated… cannot be mixed');
  return created ? 'created' : 'lastUpdated';
}

function dateOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const date = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) throw invalidInput(`${name} is no ISO 8601 date and time`);
  return date;
}

function listOf(query: URLSearchParams, name: string): string[] | undefined {
  if (query.getAll(name).length > 1) throw invalidInput(`${name} is one comma separated value`);
  return query.get(name)?.split(',');
}

function included(query: URLSearchParams): string[] {
  const sets = listOf(query, 'includedData') ?? [];
  const unknown = sets.find((name) => !dataSetNames.includes(name));
  if (unknown !== undefined) throw invalidInput(`includedData: ${unknown} is unknown`);
  return sets;
}

function matches(query: URLSearchParams, name: string, value: string | undefined): boolean {
  const wanted = listOf(query, name);
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

function within(order: AmazonOrder, field: 'createdTime' | 'lastUpdatedTime', after: number, before: number): boolean {
  const time = Date.parse(order[field]);
  return time >= after && time <= before;
}

interface Page {
  readonly offset: number;
  readonly before: number;
  readonly made: number;
}

/** A page token is bound to the parameters of its search, save page size and data sets. */
function makeToken(query: URLSearchParams, page: Page): string {
  return Buffer.from(JSON.stringify({ ...page, bound: boundTo(query) })).toString('base64url');
}

function readToken(token: string, query: URLSearchParams, now: number): Page {
  let page: Page & { bound: string };
  try {
    page = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as typeof page;
  } catch {
    throw invalidInput('paginationToken is invalid');
  }
  if (page.bound !== boundTo(query)) throw invalidInput('paginationToken does not belong to these parameters');
  if (now - page.made > TOKEN_HOURS * 3_600_000) throw invalidInput('paginationToken has expired');
  return page;
}

function boundTo(query: URLSearchParams): string {
  const free = ['paginationToken', 'maxResultsPerPage', 'includedData'];
  const bound = [...query].filter(([name]) => !free.includes(name)).sort(([a], [b]) => a.localeCompare(b));
  return createHash('sha256').update(JSON.stringify(bound)).digest('base64url').slice(0, 16);
}

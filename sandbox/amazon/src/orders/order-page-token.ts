import { createHash } from 'node:crypto';
import { invalidInput } from '../api/amazon-error.js';

const LIFETIME = 24 * 3_600_000;

/** What may change between the pages of one search. */
const FREE = ['paginationToken', 'maxResultsPerPage', 'includedData'];

/** Where the next page begins: after this order, in the window of the first page. */
export interface OrderPage {
  readonly afterTime: number;
  readonly afterId: string;
  readonly before: number;
  readonly made: number;
}

/** A token that is bound to the parameters of its search. */
export function orderPageToken(query: URLSearchParams, page: OrderPage): string {
  return Buffer.from(JSON.stringify({ ...page, bound: boundTo(query) })).toString('base64url');
}

/** @throws AmazonError 400 for a token of another search, one older than 24 hours, or none at all */
export function readOrderPageToken(token: string, query: URLSearchParams, now: number): OrderPage {
  let page: OrderPage & { bound?: string };
  try {
    page = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as typeof page;
  } catch {
    throw invalidInput('paginationToken is invalid');
  }
  if (page.bound !== boundTo(query)) throw invalidInput('paginationToken does not belong to these parameters');
  if (now - page.made > LIFETIME) throw invalidInput('paginationToken has expired');
  return page;
}

function boundTo(query: URLSearchParams): string {
  const bound = [...query].filter(([name]) => !FREE.includes(name)).sort(([a], [b]) => a.localeCompare(b));
  return createHash('sha256').update(JSON.stringify(bound)).digest('base64url').slice(0, 16);
}

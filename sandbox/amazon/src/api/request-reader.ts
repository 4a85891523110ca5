import { denied, invalidInput } from './amazon-error.js';
import { marketplaceOf } from '../sellers/marketplaces.js';
import type { Seller } from '../sellers/sellers.js';

/** A call that passed login and rate: who calls, and what the path, the query and the body say. */
export interface SellerCall {
  readonly seller: Seller;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** how the caller reaches the sandbox, for presigned links */
  readonly baseUrl: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws AmazonError 400 when the body is no JSON object */
export function jsonBody(body: Buffer): Fields {
  try {
    const read: unknown = JSON.parse(body.toString('utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Fields;
  } catch {
    throw invalidInput('The request body is no JSON');
  }
  throw invalidInput('The request body is no JSON object');
}

export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw invalidInput(`${name} is required`);
  return value;
}

/** A list parameter: one comma separated value, never a repeated key (amazon-sp-api 5.2). */
export function listOf(query: URLSearchParams, name: string, allowed?: readonly string[]): string[] | undefined {
  if (query.getAll(name).length > 1) throw invalidInput(`${name} is one comma separated value`);
  const values = query
    .get(name)
    ?.split(',')
    .filter((value) => value !== '');
  const unknown = allowed === undefined ? undefined : values?.find((value) => !allowed.includes(value));
  if (unknown !== undefined) throw invalidInput(`${name}: ${unknown} is unknown`);
  return values;
}

export function choiceOf<const Value extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly Value[],
): Value | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalidInput(`${name}: ${value} is unknown`);
  return found;
}

/** @returns milliseconds */
export function dateOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const date = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date)) throw invalidInput(`${name} is no ISO 8601 date and time`);
  return date;
}

export function pageSizeOf(query: URLSearchParams, name: string, byDefault: number, most: number): number {
  const size = Number(query.get(name) ?? byDefault);
  if (!Number.isInteger(size) || size < 1 || size > most) throw invalidInput(`${name} must be between 1 and ${most}`);
  return size;
}

/** @throws AmazonError 400 for what is no marketplace id, 403 for another region's and for a non-Amazon one */
export function checkMarketplaces(seller: Seller, ids: readonly string[]): void {
  const malformed = ids.find((id) => !/^A[0-9A-Z]{8,15}$/.test(id));
  if (malformed !== undefined) throw invalidInput(`${malformed} is no marketplace id`);
  const foreign = ids.find((id) => marketplaceOf(id) === undefined || !seller.marketplaceIds.includes(id));
  if (foreign !== undefined) throw denied(`Marketplace ${foreign} is not open to this seller here.`);
}

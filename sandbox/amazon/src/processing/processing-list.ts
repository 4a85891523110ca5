import { invalidInput } from '../api/amazon-error.js';
import { processingStatuses, statusAt, type Processing } from './processing.js';
import { dateOf, listOf, pageSizeOf } from '../api/request-reader.js';

interface Listed extends Processing {
  readonly id: string;
  readonly type: string;
  readonly marketplaceIds: readonly string[];
}

/** One page of `getReports` or `getFeeds`, newest first; a token is given alone, and without one types must be named. */
export function pageOfProcessing<Item extends Listed>(
  items: Iterable<Item>,
  query: URLSearchParams,
  typesName: 'reportTypes' | 'feedTypes',
  now: number,
): { shown: Item[]; nextToken?: string } {
  const token = query.get('nextToken');
  if (token !== null && query.size > 1) throw invalidInput('nextToken must be the only parameter');
  const { filter, offset } = token === null ? { filter: query, offset: 0 } : readToken(token);
  const types = listOf(filter, typesName);
  if (types === undefined) throw invalidInput(`${typesName} or nextToken is required`);
  const marketplaces = listOf(filter, 'marketplaceIds');
  if (types.length > 10 || (marketplaces?.length ?? 0) > 10)
    throw invalidInput(`At most 10 ${typesName} and 10 marketplaceIds`);
  const statuses = listOf(filter, 'processingStatuses', processingStatuses);
  const size = pageSizeOf(filter, 'pageSize', 10, 100);
  const since = dateOf(filter, 'createdSince') ?? 0;
  const until = dateOf(filter, 'createdUntil') ?? now;
  const found = [...items]
    .filter(({ type }) => types.includes(type))
    .filter((item) => statuses === undefined || statuses.includes(statusAt(item, now)))
    .filter((item) => marketplaces === undefined || item.marketplaceIds.some((id) => marketplaces.includes(id)))
    .filter(({ created }) => created >= since && created <= until)
    .reverse();
  const next = offset + size;
  return {
    shown: found.slice(offset, next),
    ...(next < found.length ? { nextToken: makeToken(filter, next) } : {}),
  };
}

function makeToken(filter: URLSearchParams, offset: number): string {
  return Buffer.from(JSON.stringify({ filter: filter.toString(), offset })).toString('base64');
}

function readToken(token: string): { filter: URLSearchParams; offset: number } {
  try {
    const { filter, offset } = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as {
      filter: string;
      offset: number;
    };
    return { filter: new URLSearchParams(filter), offset };
  } catch {
    throw invalidInput('nextToken is invalid');
  }
}

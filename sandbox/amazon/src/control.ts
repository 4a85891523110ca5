import type { ControlRequest } from '@connector/simulation';
import { operations, validationPreview } from './api/operations.js';
import type { ListingSeed } from './listings/listing-model.js';
import type { ApplicationChange } from './login/application.js';
import type { AmazonOrder } from './orders/order-model.js';
import type { PlatformParts } from './platform-parts.js';
import type { QueueSettings } from './queues/message-queue.js';
import { queueUrl } from './queues/sqs-protocol.js';
import type { TokenBuckets } from './rates/token-buckets.js';
import type { Ending, Seller, SellerSeed } from './sellers/sellers.js';

/** Amazon's own part of the control API: sellers, and what is in their accounts. Undefined: there is no such control. */
export function control(parts: PlatformParts, request: ControlRequest): unknown {
  const { sellers } = parts;
  const { method, path, body } = request;
  switch (`${method} ${path}`) {
    case 'POST /sellers':
      return { sellerId: sellers.seed(body as SellerSeed).sellerId };
    case 'GET /sellers':
      return { sellers: [...sellers.all.keys()] };
    case 'PUT /application':
      return parts.application.configure(body as ApplicationChange);
    case 'GET /application':
      return parts.application.configure({});
    case 'PUT /rates':
      return adapt(parts, body as Parameters<TokenBuckets['adapt']>[0]);
    case 'PUT /notifications':
      return announce(parts, body as { delaySeconds?: number; duplicates?: number });
    case 'POST /queues':
      return putQueue(parts, request, body as { name: string } & Partial<QueueSettings>);
    case 'POST /reset':
      parts.reset();
      return {};
  }
  const queue = /^\/queues\/([^/]+)$/.exec(path)?.[1];
  if (queue !== undefined && method === 'PUT') return putQueue(parts, request, { name: queue, ...(body as object) });
  if (queue !== undefined && method === 'GET') {
    parts.bringUpToDate();
    return parts.queues.inspect(queue);
  }
  const match = /^\/sellers\/([^/]+)\/([a-z]+)(?:\/([^/]+))?$/.exec(path);
  const seller = match === null ? undefined : sellers.all.get(decodeURIComponent(match[1]!));
  if (match === null || seller === undefined) return undefined;
  return ofSeller(parts, seller, `${method} ${match[2]!}`, match[3], request);
}

function ofSeller(
  parts: PlatformParts,
  seller: Seller,
  what: string,
  id: string | undefined,
  { body, query }: ControlRequest,
): unknown {
  const all: unknown[] = Array.isArray(body) ? body : [body];
  switch (what) {
    case 'POST revoke':
      parts.sellers.revoke(seller);
      return {};
    case 'POST orders': {
      const late = Number(query.get('lateBySeconds') ?? 0);
      for (const order of all) parts.orders.put(seller, order as AmazonOrder, late);
      return { orders: all.length };
    }
    case 'PATCH orders':
      return parts.orders.change(seller, id ?? '', body as Partial<AmazonOrder>);
    case 'GET orders':
      return { orders: [...seller.orders.values()] };
    case 'POST listings':
      for (const listing of all) parts.listings.seed(seller, listing as ListingSeed);
      return { listings: all.length };
    case 'GET listings':
      parts.listings.settle(seller);
      return { listings: [...seller.listings.values()], waiting: seller.submissions };
    case 'GET subscriptions':
      return { subscriptions: [...seller.subscriptions.values()] };
    case 'POST endings':
      return endNext(seller, body as { type: string; ending: Ending });
    default:
      return undefined;
  }
}

/** How the next report or feed of a type ends, whatever is in it. */
function endNext(seller: Seller, { type, ending }: { type: string; ending: Ending }): object {
  if (typeof type !== 'string') throw new Error('type: of a report or a feed');
  if (ending !== 'FATAL' && ending !== 'CANCELLED') throw new Error('ending: FATAL or CANCELLED');
  const endings = [...(seller.endings.get(type) ?? []), ending];
  seller.endings.set(type, endings);
  return { type, endings };
}

/** Another limit than that of the table, for one seller or for all (amazon-sp-api 11). */
function adapt({ buckets }: PlatformParts, change: Parameters<TokenBuckets['adapt']>[0]): object {
  if (![...operations, validationPreview].some(({ name }) => name === change.operation))
    throw new Error(`operation: ${change.operation} is none`);
  buckets.adapt(change);
  return change;
}

function announce({ announcements }: PlatformParts, change: { delaySeconds?: number; duplicates?: number }): object {
  const { delaySeconds = announcements.delaySeconds, duplicates = announcements.duplicates } = change;
  if (!(delaySeconds >= 0)) throw new Error('delaySeconds: 0 or more');
  if (!(duplicates >= 0 && duplicates <= 1)) throw new Error('duplicates: from 0 to 1');
  return Object.assign(announcements, { delaySeconds, duplicates }) && { delaySeconds, duplicates };
}

function putQueue(
  { queues }: PlatformParts,
  { baseUrl }: ControlRequest,
  { name, ...settings }: { name: string } & Partial<QueueSettings>,
): object {
  return { ...queues.put(name, settings), url: queueUrl(baseUrl, name) };
}

import type { Application } from './application.js';
import type { ListingSeed } from './listing-model.js';
import type { Listings } from './listings.js';
import type { LoginWithAmazon } from './login-with-amazon.js';
import type { Notifications } from './notifications.js';
import type { AmazonOrder } from './order-model.js';
import type { Orders } from './orders.js';
import type { Seller, SellerSeed, Sellers } from './sellers.js';
import type { TokenBuckets } from './token-buckets.js';

interface Controlled {
  readonly sellers: Sellers;
  readonly application: Application;
  readonly login: LoginWithAmazon;
  readonly orders: Orders;
  readonly listings: Listings;
  readonly notifications: Notifications;
  readonly buckets: TokenBuckets;
}

/** Amazon's own part of the control API: sellers, and what is in their accounts. Undefined: there is no such control. */
export function control(parts: Controlled, method: string, path: string, body: unknown): unknown {
  const { sellers } = parts;
  switch (`${method} ${path}`) {
    case 'POST /sellers':
      return { sellerId: sellers.seed(body as SellerSeed).sellerId };
    case 'GET /sellers':
      return { sellers: [...sellers.all.keys()] };
    case 'PUT /application':
      return parts.application.configure(body as Parameters<Application['configure']>[0]);
    case 'POST /reset':
      sellers.all.clear();
      parts.login.clear();
      parts.notifications.destinations.clear();
      parts.buckets.clear();
      return {};
  }
  const match = /^\/sellers\/([^/]+)\/([a-z]+)(?:\/([^/]+))?$/.exec(path);
  const seller = match === null ? undefined : sellers.all.get(decodeURIComponent(match[1]!));
  if (match === null || seller === undefined) return undefined;
  return ofSeller(parts, seller, `${method} ${match[2]!}`, match[3], body);
}

function ofSeller(parts: Controlled, seller: Seller, what: string, id: string | undefined, body: unknown): unknown {
  const all: unknown[] = Array.isArray(body) ? body : [body];
  switch (what) {
    case 'POST revoke':
      parts.sellers.revoke(seller);
      return {};
    case 'POST orders':
      for (const order of all) parts.orders.put(seller, order as AmazonOrder);
      return { orders: all.length };
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
    default:
      return undefined;
  }
}

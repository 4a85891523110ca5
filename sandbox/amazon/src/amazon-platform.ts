import type { Answer, Call, Platform, Random, SandboxClock } from '@connector/simulation';
import { AmazonError } from './amazon-error.js';
import { Listings } from './listings.js';
import type { ListingSeed } from './listing-model.js';
import type { AmazonOrder } from './order-model.js';
import { Orders } from './orders.js';
import type { Seller, Sellers } from './sellers.js';
import { RATES, type TokenBuckets } from './token-buckets.js';

/** Operations by method and path; the first group is the order id, or seller and SKU. */
const OPERATIONS: readonly (readonly [string, string, RegExp])[] = [
  ['searchOrders', 'GET', /^\/orders\/2026-01-01\/orders$/],
  ['getOrder', 'GET', /^\/orders\/2026-01-01\/orders\/([^/]+)$/],
  ['searchListingsItems', 'GET', /^\/listings\/2021-08-01\/items\/([^/]+)$/],
  ['getListingsItem', 'GET', /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/],
  ['patchListingsItem', 'PATCH', /^\/listings\/2021-08-01\/items\/([^/]+)\/([^/]+)$/],
  ['getMarketplaceParticipations', 'GET', /^\/sellers\/v1\/marketplaceParticipations$/],
];

/** A marketplace id for multi-channel fulfilment, which `searchOrders` refuses (amazon-sp-api 2). */
const NON_AMAZON_MARKETPLACE = 'A2ZV50J4W1RKNI';

/** The Selling Partner API of the European region and Login with Amazon. */
export class AmazonPlatform implements Platform {
  private readonly orders: Orders;
  private readonly listings: Listings;

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly sellers: Sellers,
    private readonly buckets: TokenBuckets,
  ) {
    this.orders = new Orders(clock);
    this.listings = new Listings(clock, random);
  }

  nameOf(call: Call): { operation: string; tenant: string } {
    if (call.path === '/auth/o2/token') return { operation: 'token', tenant: 'lwa' };
    const operation =
      OPERATIONS.find(([, method, path]) => method === call.method && path.test(call.path))?.[0] ??
      `${call.method} ${call.path}`;
    return { operation, tenant: this.sellers.ofToken(call.headers['x-amz-access-token'])?.sellerId ?? 'unknown' };
  }

  answer(call: Call): Answer {
    const requestId = this.random.guid();
    try {
      const { operation } = this.nameOf(call);
      const answer = operation === 'token' ? this.sellers.token(call) : this.operate(operation, call);
      const rate = RATES[operation]?.rate;
      return {
        ...answer,
        headers: {
          ...answer.headers,
          'x-amzn-RequestId': requestId,
          ...(rate === undefined ? {} : { 'x-amzn-RateLimit-Limit': String(rate) }),
        },
      };
    } catch (error) {
      if (!(error instanceof AmazonError)) throw error;
      return { ...error.answer(), headers: { 'x-amzn-RequestId': requestId } };
    }
  }

  refuse(status: 429 | 500 | 503): Answer {
    const code = { 429: 'QuotaExceeded', 500: 'InternalFailure', 503: 'ServiceUnavailable' }[status];
    return new AmazonError(status, code, 'We encountered an internal error. Please try again.').answer();
  }

  control(method: string, path: string, _query: URLSearchParams, body: unknown): unknown {
    if (method === 'POST' && path === '/sellers') {
      const { sellerId } = this.sellers.seed(body as Parameters<Sellers['seed']>[0]);
      return { sellerId };
    }
    if (method === 'POST' && path === '/reset') {
      this.sellers.all.clear();
      return {};
    }
    const match = /^\/sellers\/([^/]+)\/(orders|listings|revoke)(?:\/([^/]+))?$/.exec(path);
    const seller = match === null ? undefined : this.sellers.all.get(match[1]!);
    if (match === null || seller === undefined) return undefined;
    const all: unknown[] = Array.isArray(body) ? body : [body];
    switch (`${method} ${match[2]!}`) {
      case 'POST revoke':
        seller.revoked = true;
        return {};
      case 'POST orders':
        for (const order of all) this.putOrder(seller, order as AmazonOrder);
        return { orders: all.length };
      case 'PATCH orders':
        return this.patchOrder(seller, match[3] ?? '', body as Partial<AmazonOrder>);
      case 'GET orders':
        return { orders: [...seller.orders.values()] };
      case 'POST listings':
        for (const listing of all) this.listings.seed(seller, listing as ListingSeed);
        return { listings: all.length };
      case 'GET listings':
        return { listings: [...seller.listings.values()] };
      default:
        return undefined;
    }
  }

  private operate(operation: string, call: Call): Answer {
    if (call.headers['user-agent'] === undefined)
      throw new AmazonError(400, 'InvalidInput', 'The user-agent header is mandatory');
    const seller = this.sellers.ofToken(call.headers['x-amz-access-token']);
    if (seller === undefined) {
      throw new AmazonError(
        403,
        'Unauthorized',
        'Access to requested resource is denied.',
        'The access token you provided has expired.',
      );
    }
    this.buckets.take(seller.sellerId, operation);
    const [, , path] = OPERATIONS.find(([name]) => name === operation) ?? [];
    const [first = '', second = ''] = (path?.exec(call.path) ?? []).slice(1).map((part) => decodeURIComponent(part));
    if (operation.endsWith('ListingsItem') || operation === 'searchListingsItems') {
      if (first !== seller.sellerId)
        throw new AmazonError(403, 'Unauthorized', 'Access to requested resource is denied.');
    }
    switch (operation) {
      case 'searchOrders':
        return this.orders.search(seller, call.query);
      case 'getOrder':
        return this.orders.get(seller, first, call.query);
      case 'searchListingsItems':
        return this.listings.search(seller, call.query);
      case 'getListingsItem':
        return this.listings.get(seller, second, call.query);
      case 'patchListingsItem':
        return this.listings.patch(seller, second, call.query, JSON.parse(call.body.toString('utf8')));
      case 'getMarketplaceParticipations':
        return participations(seller);
      default:
        throw new AmazonError(404, 'NotFound', 'The resource was not found');
    }
  }

  private putOrder(seller: Seller, order: AmazonOrder): void {
    const now = new Date(this.clock.now()).toISOString();
    seller.orders.set(order.orderId, {
      ...order,
      createdTime: order.createdTime ?? now,
      lastUpdatedTime: order.lastUpdatedTime ?? now,
    });
  }

  /** Merges top-level parts into an order and moves its `lastUpdatedTime`, as any change at Amazon does. */
  private patchOrder(seller: Seller, orderId: string, change: Partial<AmazonOrder>): object | undefined {
    const order = seller.orders.get(orderId);
    if (order === undefined) return undefined;
    const lastUpdatedTime = change.lastUpdatedTime ?? new Date(this.clock.now()).toISOString();
    seller.orders.set(orderId, { ...order, ...change, lastUpdatedTime });
    return { orderId, lastUpdatedTime };
  }
}

function participations(seller: Seller): Answer {
  const entry = (id: string, name: string, isParticipating: boolean): object => ({
    marketplace: {
      id,
      name,
      countryCode: 'NL',
      defaultCurrencyCode: 'EUR',
      defaultLanguageCode: 'nl_NL',
      domainName: 'www.amazon.nl',
    },
    participation: { isParticipating, hasSuspendedListings: false },
  });
  return {
    status: 200,
    body: {
      payload: [
        ...seller.marketplaceIds.map((id) => entry(id, `Amazon ${id}`, true)),
        entry(NON_AMAZON_MARKETPLACE, 'Non-Amazon', true),
      ],
    },
  };
}

import type { Answer, SandboxClock } from '@connector/simulation';
import { denied, invalidInput, notFound } from '../api/amazon-error.js';
import { dataSetNames, orderAsAnswered, personalDataSets, type AmazonOrder } from './order-model.js';
import { orderPageToken, readOrderPageToken } from './order-page-token.js';
import { checkMarketplaces, dateOf, listOf, pageSizeOf, type SellerCall } from '../api/request-reader.js';
import type { Seller } from '../sellers/sellers.js';
import { SortedView } from '../sellers/sorted-view.js';

const TWO_MINUTES = 120_000;
const TWO_YEARS = 2 * 365 * 86_400_000;
const STATUSES = [
  'PENDING_AVAILABILITY',
  'PENDING',
  'UNSHIPPED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'CANCELLED',
  'UNFULFILLABLE',
];

const ordersOf = (seller: Seller): Iterable<AmazonOrder> => seller.orders.values();
const idOf = ({ orderId }: AmazonOrder): string => orderId;
const views = {
  created: new SortedView(ordersOf, ({ createdTime }) => Date.parse(createdTime), idOf, true),
  lastUpdated: new SortedView(ordersOf, ({ lastUpdatedTime }) => Date.parse(lastUpdatedTime), idOf, true),
};

/** Orders API 2026-01-01: `searchOrders` and `getOrder` (amazon-sp-api 5). */
export class Orders {
  constructor(
    private readonly clock: SandboxClock,
    /** hears of every change */
    private readonly changed: (seller: Seller, before: AmazonOrder | undefined, after: AmazonOrder) => void,
  ) {}

  /** Puts an order there; `lateBySeconds` later it can be found, as if it had been there all the time (amazon-sp-api 5.3). */
  put(seller: Seller, order: AmazonOrder, lateBySeconds = 0): void {
    const now = new Date(this.clock.now()).toISOString();
    const before = seller.orders.get(order.orderId);
    const after = {
      ...order,
      createdTime: order.createdTime ?? now,
      lastUpdatedTime: order.lastUpdatedTime ?? now,
    };
    seller.orders.set(order.orderId, after);
    if (lateBySeconds > 0) seller.late.set(order.orderId, this.clock.now() + lateBySeconds * 1_000);
    seller.version += 1;
    this.changed(seller, before, after);
  }

  /** Merges top-level parts into an order and moves its `lastUpdatedTime`, as any change at Amazon does. */
  change(seller: Seller, orderId: string, change: Partial<AmazonOrder>): object | undefined {
    const order = seller.orders.get(orderId);
    if (order === undefined) return undefined;
    const lastUpdatedTime = change.lastUpdatedTime ?? new Date(this.clock.now()).toISOString();
    this.put(seller, { ...order, ...change, lastUpdatedTime });
    return { orderId, lastUpdatedTime };
  }

  get({ seller, query, parts }: SellerCall): Answer {
    const orderId = parts[0]!;
    if (!/^\d{3}-\d{7}-\d{7}$/.test(orderId)) throw invalidInput(`${orderId} is no order id`);
    const sets = included(seller, query);
    const order = seller.orders.get(orderId);
    if (order === undefined || this.isLate(seller, orderId)) throw notFound(`Order ${orderId} was not found`);
    return { status: 200, body: { order: orderAsAnswered(order, sets, seller.personalData === true) } };
  }

  search({ seller, query }: SellerCall): Answer {
    const now = this.clock.now();
    const family = familyOf(query);
    const after = dateOf(query, `${family}After`)!;
    const latest = now - TWO_MINUTES;
    const before = dateOf(query, `${family}Before`) ?? latest;
    if (before > latest) throw invalidInput(`${family}Before must be at least two minutes before now`);
    if (before < after) throw invalidInput(`${family}Before must not be before ${family}After`);
    const matches = matcherOf(seller, query, now - TWO_YEARS);
    const size = pageSizeOf(query, 'maxResultsPerPage', 100, 100);
    const sets = included(seller, query);
    const token = query.get('paginationToken');
    const page = token === null ? undefined : readOrderPageToken(token, query, now);
    const upTo = Math.min(page?.before ?? before, latest);
    const view = views[family];
    const entries = view.of(seller);
    const start =
      page === undefined ? view.placeOf(seller, after) : view.placeOf(seller, page.afterTime, `${page.afterId}\0`);
    const shown: AmazonOrder[] = [];
    let more = false;
    for (let place = start; place < entries.length && Number(entries[place]!.key) <= upTo; place += 1) {
      const { value } = entries[place]!;
      if (!matches(value) || this.isLate(seller, value.orderId)) continue;
      more = shown.length === size;
      if (more) break;
      shown.push(value);
    }
    const last = shown.at(-1);
    const lastTime =
      last === undefined ? 0 : Date.parse(family === 'created' ? last.createdTime : last.lastUpdatedTime);
    return {
      status: 200,
      body: {
        orders: shown.map((order) => orderAsAnswered(order, sets, seller.personalData === true)),
        ...(more && last !== undefined
          ? {
              pagination: {
                nextToken: orderPageToken(query, {
                  afterTime: lastTime,
                  afterId: last.orderId,
                  before: upTo,
                  made: now,
                }),
              },
            }
          : {}),
        [`${family}Before`]: new Date(page?.before ?? before).toISOString(),
      },
    };
  }

  private isLate({ late }: Seller, orderId: string): boolean {
    return late.size > 0 && (late.get(orderId) ?? 0) > this.clock.now();
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

function matcherOf(seller: Seller, query: URLSearchParams, oldest: number): (order: AmazonOrder) => boolean {
  const marketplaces = listOf(query, 'marketplaceIds');
  if (marketplaces !== undefined && marketplaces.length > 50) throw invalidInput('At most 50 marketplaceIds');
  if (marketplaces !== undefined) checkMarketplaces(seller, marketplaces);
  const statuses = listOf(query, 'fulfillmentStatuses', STATUSES);
  const by = listOf(query, 'fulfilledBy', ['MERCHANT', 'AMAZON']);
  return ({ salesChannel, fulfillment, createdTime }) =>
    Date.parse(createdTime) >= oldest &&
    (marketplaces === undefined || marketplaces.includes(salesChannel.marketplaceId ?? '')) &&
    (statuses === undefined || statuses.includes(fulfillment?.fulfillmentStatus ?? '')) &&
    (by === undefined || by.includes(fulfillment?.fulfilledBy ?? ''));
}

function included(seller: Seller, query: URLSearchParams): string[] {
  const sets = listOf(query, 'includedData', dataSetNames) ?? [];
  if (seller.personalData === 'refused' && sets.some((name) => personalDataSets.includes(name)))
    throw denied('The application has no role for this data.');
  return sets;
}

import {
  amazonOrder,
  catalogue,
  company,
  consumer,
  merchantTotal,
  stores,
  type DayOrder,
  type OrderSketch,
  type ProductName,
  type Shop,
  type Store,
} from '@connector/demo';
import type { Random } from '@connector/simulation';

/** One order in so many is placed pending; half of those are cancelled later. */
const PENDING_SHARE = 0.2;
const COMPANY_SHARE = 0.2;
/** One order in so many is by the buyer of the order before it, at the same moment. */
const TWICE_SHARE = 0.06;

const SOLD_BY_MERCHANT = (Object.keys(catalogue) as ProductName[]).filter((name) => !('atAmazon' in catalogue[name]));
const STORES = (Object.keys(stores) as Store[]).filter((store) => store !== 'uk');

/** A merchant of the run; each has an administration of its own, and so limits of its own. */
export function inventShop(index: number): Shop {
  return {
    name: `Winkel ${index} B.V.`,
    sellerId: `A000CHAOS${String(index).padStart(4, '0')}`,
    division: 200_000 + index,
    amazonRefreshToken: `Atzr|chaos-${index}`,
    exactRefreshToken: `stampNL001.chaos-${index}`,
  };
}

export interface OrderChoice {
  /** the share of orders that are placed pending */
  readonly pendingShare?: number;
  /** the number of the first order, and of its buyer; a shop has each once */
  readonly from?: number;
}

/** Random orders of one shop: stores, buyers, quantities, discounts, shipping; some pending, some by one buyer at once. */
export function inventOrders(
  random: Random,
  shop: Shop,
  count: number,
  now: Date,
  { pendingShare = PENDING_SHARE, from = 1 }: OrderChoice = {},
): DayOrder[] {
  let buyerNumber = from - 1;
  let before: Pick<OrderSketch, 'buyer' | 'marketplaceId' | 'currency' | 'rate'> | undefined;
  return Array.from({ length: count }, (_, index) => {
    if (before === undefined || random.next() >= TWICE_SHARE) {
      const store = pick(random, STORES);
      const { marketplaceId, currency, rate } = stores[store];
      const invent = random.next() < COMPANY_SHARE ? company : consumer;
      before = { buyer: invent(store, 99 + from + buyerNumber++), marketplaceId, currency, rate };
    }
    const pending = random.next() < pendingShare;
    const cancelled = pending && random.next() < 0.5;
    const sketch: OrderSketch = {
      ...before,
      orderId: orderIdOf(shop, from + index),
      lines: linesOf(random),
      status: pending ? 'PENDING' : 'UNSHIPPED',
      fulfilledByAmazon: false,
      createdTime: now.toISOString(),
    };
    return {
      orderId: sketch.orderId,
      about: shop.name,
      arrives: 'live',
      first: amazonOrder(sketch),
      ...(pending ? { later: amazonOrder({ ...sketch, status: cancelled ? 'CANCELLED' : 'UNSHIPPED' }) } : {}),
      expected: cancelled
        ? { outcome: 'cancelled' }
        : { outcome: 'imported', minorUnits: merchantTotal(sketch), currency: sketch.currency },
    };
  });
}

function linesOf(random: Random): OrderSketch['lines'] {
  const names = [...new Set(Array.from({ length: 1 + whole(random, 3) }, () => pick(random, SOLD_BY_MERCHANT)))];
  return names.map((name) => {
    const { sku, title } = catalogue[name];
    const quantity = 1 + whole(random, 7);
    const price = 300 + whole(random, 20_000);
    return {
      sku,
      title,
      quantity,
      price,
      ...(random.next() < 0.3 ? { discount: 1 + whole(random, Math.floor(price / 3)) } : {}),
      ...(random.next() < 0.3 ? { shipping: 199 + whole(random, 900) } : {}),
      ...(random.next() < 0.1 ? { giftWrap: 99 + whole(random, 300) } : {}),
    };
  });
}

function orderIdOf({ division }: Shop, number: number): string {
  return `403-${String(division).padStart(7, '0')}-${String(number).padStart(7, '0')}`;
}

const whole = (random: Random, below: number): number => Math.floor(random.next() * below);

const pick = <T>(random: Random, from: readonly T[]): T => from[whole(random, from.length)]!;

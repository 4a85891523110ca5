import { amazonOrder, merchantTotal, type Buyer, type LineSketch, type OrderSketch } from './amazon-order.js';
import { company, consumer } from './buyers.js';
import { catalogue, type ProductName } from './catalogue.js';
import { stores, type Store } from './stores.js';

/** What must have become of an order at the end of the day. */
export type Expectation =
  | { readonly outcome: 'imported'; readonly minorUnits: number; readonly currency: string }
  | { readonly outcome: 'held'; readonly reasonCode: string }
  | { readonly outcome: 'skipped' | 'cancelled' };

/** An order of the day: what Amazon says first, what it says later, and what must come of it. */
export interface DayOrder {
  readonly orderId: string;
  readonly about: string;
  /** `early`: there before the connector looks; `live`: placed while it runs */
  readonly arrives: 'early' | 'live';
  readonly first: object;
  readonly later?: object;
  readonly expected: Expectation;
}

interface Plan {
  readonly about: string;
  readonly store: Store;
  readonly buyer: Buyer;
  readonly lines: readonly LineSketch[];
  readonly live?: boolean;
  readonly fulfilledByAmazon?: boolean;
  readonly status?: OrderSketch['status'];
  /** the status that follows while the connector runs */
  readonly becomes?: OrderSketch['status'];
  readonly rate?: number;
  readonly collectedByAmazon?: string;
  readonly held?: string;
}

const line = (name: ProductName, quantity = 1, more: Partial<LineSketch> = {}): LineSketch => {
  const { sku, title, price } = catalogue[name];
  return { sku, title, quantity, price: price * quantity, ...more };
};

const twice = consumer('nl', 40);

const DAY: readonly Plan[] = [
  { about: '3 pieces for 10.00', store: 'nl', buyer: consumer('nl', 0), lines: [line('pegs', 3, { price: 1000 })] },
  { about: 'shipping', store: 'nl', buyer: consumer('nl', 1), lines: [line('mug', 2, { shipping: 395 })] },
  { about: 'discount', store: 'nl', buyer: consumer('nl', 2), lines: [line('lamp', 1, { discount: 275 })] },
  {
    about: 'gift wrap with a message',
    store: 'nl',
    buyer: consumer('nl', 3),
    lines: [line('waffles', 2, { giftWrap: 249, giftMessage: 'Gefeliciteerd!' })],
  },
  {
    about: 'three lines',
    store: 'nl',
    buyer: consumer('nl', 4),
    lines: [line('mug'), line('waffles', 3), line('bell')],
  },
  { about: 'SKU over 30 characters', store: 'nl', buyer: consumer('nl', 5), lines: [line('poster')] },
  {
    about: 'its neighbour in the first 30 characters',
    store: 'nl',
    buyer: consumer('nl', 6),
    lines: [line('posterWhite')],
  },
  {
    about: 'company',
    store: 'nl',
    buyer: company('nl', 1, { purchaseOrderNumber: 'PO-2026-118' }),
    lines: [line('mug', 12)],
  },
  { about: 'company, 7 for 99.99', store: 'nl', buyer: company('nl', 2), lines: [line('bell', 7, { price: 9999 })] },
  { about: 'Germany', store: 'de', buyer: consumer('de', 0), lines: [line('clogs')] },
  {
    about: 'Germany, discount on 3',
    store: 'de',
    buyer: consumer('de', 1),
    lines: [line('bulbs', 3, { discount: 1001 })],
  },
  { about: 'Germany, shipping', store: 'de', buyer: consumer('de', 2), lines: [line('lamp', 1, { shipping: 599 })] },
  {
    about: 'Germany to Austria',
    store: 'de',
    buyer: { ...consumer('de', 3), country: 'AT', postalCode: '1010', city: 'Wien' },
    lines: [line('mug', 4)],
    rate: 2000,
  },
  {
    about: 'German company, reverse charge',
    store: 'de',
    buyer: company('de', 1, { vatNumber: 'DE123456788' }),
    lines: [line('mug', 20, { price: 21400 })],
    rate: 0,
  },
  { about: 'France', store: 'fr', buyer: consumer('fr', 0), lines: [line('clogsLarge', 1, { shipping: 690 })] },
  { about: 'France, gift wrap', store: 'fr', buyer: consumer('fr', 1), lines: [line('waffles', 5, { giftWrap: 300 })] },
  { about: 'Belgium', store: 'be', buyer: consumer('be', 0), lines: [line('bulbs', 2)] },
  { about: 'Belgian company', store: 'be', buyer: company('be', 1), lines: [line('bell', 3, { price: 5000 })] },
  { about: 'Italy', store: 'it', buyer: consumer('it', 0), lines: [line('mug', 3, { price: 3700, shipping: 450 })] },
  { about: 'Spain', store: 'es', buyer: consumer('es', 0), lines: [line('lamp', 2)] },
  {
    about: 'Sweden, in kronor',
    store: 'se',
    buyer: consumer('se', 0),
    lines: [line('mug', 3, { price: 44900, shipping: 4900 })],
  },
  { about: 'Poland, in zloty', store: 'pl', buyer: consumer('pl', 0), lines: [line('clogs', 1, { price: 15999 })] },
  {
    about: 'Great Britain, Amazon pays the VAT',
    store: 'uk',
    buyer: consumer('uk', 0),
    lines: [line('mug', 2, { price: 2400, shipping: 500 })],
    collectedByAmazon: 'GB_VOEC',
  },
  {
    about: 'sent by Amazon',
    store: 'de',
    buyer: consumer('de', 10),
    lines: [line('bag')],
    fulfilledByAmazon: true,
    status: 'SHIPPED',
  },
  {
    about: 'sent by Amazon, two lines',
    store: 'de',
    buyer: consumer('de', 11),
    lines: [line('bag', 2), line('bottle')],
    fulfilledByAmazon: true,
    status: 'SHIPPED',
  },
  { about: 'already shipped', store: 'nl', buyer: consumer('nl', 7), lines: [line('bell', 2)], status: 'SHIPPED' },
  {
    about: 'cancelled before we saw it',
    store: 'nl',
    buyer: consumer('nl', 8),
    lines: [line('mug')],
    status: 'CANCELLED',
  },
  {
    about: 'no VAT rule for Hungary',
    store: 'de',
    buyer: { ...consumer('de', 12), country: 'HU', postalCode: '1051', city: 'Budapest' },
    lines: [line('clogs')],
    rate: 2700,
    held: 'no_vat_rule',
  },
  {
    about: 'pending, then paid',
    store: 'nl',
    buyer: consumer('nl', 9),
    lines: [line('mug', 2)],
    status: 'PENDING',
    becomes: 'UNSHIPPED',
  },
  {
    about: 'pending, then paid (Belgium)',
    store: 'be',
    buyer: consumer('be', 1),
    lines: [line('clogs', 2)],
    status: 'PENDING',
    becomes: 'UNSHIPPED',
  },
  {
    about: 'pending, then cancelled',
    store: 'fr',
    buyer: consumer('fr', 2),
    lines: [line('lamp')],
    status: 'PENDING',
    becomes: 'CANCELLED',
  },
  { about: 'one new buyer, first order', store: 'nl', buyer: twice, lines: [line('mug')], live: true },
  { about: 'the same buyer, at the same moment', store: 'nl', buyer: twice, lines: [line('waffles')], live: true },
  {
    about: 'one day later, the first buyer again',
    store: 'nl',
    buyer: consumer('nl', 0),
    lines: [line('lamp')],
    live: true,
  },
  { about: 'live', store: 'nl', buyer: consumer('nl', 10), lines: [line('pegs', 7, { price: 1999 })], live: true },
  {
    about: 'live, discount and shipping',
    store: 'nl',
    buyer: consumer('nl', 11),
    lines: [line('clogs', 2, { discount: 699, shipping: 495 })],
    live: true,
  },
  {
    about: 'live, company',
    store: 'nl',
    buyer: company('nl', 3),
    lines: [line('waffles', 24, { price: 19999 })],
    live: true,
  },
  {
    about: 'live, Germany',
    store: 'de',
    buyer: consumer('de', 4),
    lines: [line('bulbs', 1, { giftWrap: 299, shipping: 399 })],
    live: true,
  },
  {
    about: 'live, France',
    store: 'fr',
    buyer: consumer('fr', 3),
    lines: [line('poster', 1, { discount: 445 })],
    live: true,
  },
  {
    about: 'live, Belgium',
    store: 'be',
    buyer: consumer('be', 2),
    lines: [line('mug', 6, { price: 7000 })],
    live: true,
  },
  { about: 'live, Italy', store: 'it', buyer: consumer('it', 1), lines: [line('clogsLarge')], live: true },
  {
    about: 'live, Spain',
    store: 'es',
    buyer: consumer('es', 1),
    lines: [line('pegs', 3, { price: 1000 })],
    live: true,
  },
  {
    about: 'live, sent by Amazon',
    store: 'de',
    buyer: consumer('de', 13),
    lines: [line('bottle', 3, { price: 6000 })],
    fulfilledByAmazon: true,
    status: 'SHIPPED',
    live: true,
  },
  {
    about: 'live, pending, then paid',
    store: 'de',
    buyer: consumer('de', 14),
    lines: [line('mug')],
    status: 'PENDING',
    becomes: 'UNSHIPPED',
    live: true,
  },
];

/** The day: its early orders were placed in the ten hours before `now`, the others are placed while it runs. */
export function ordersOfTheDay(now: Date): DayOrder[] {
  return DAY.map((plan, index) => {
    const sketch = sketchOf(plan, index, now);
    const { becomes } = plan;
    return {
      orderId: sketch.orderId,
      about: plan.about,
      arrives: plan.live === true ? 'live' : 'early',
      // an order that was placed hours ago was also changed hours ago
      first: { ...amazonOrder(sketch), ...(plan.live === true ? {} : { lastUpdatedTime: sketch.createdTime }) },
      ...(becomes === undefined ? {} : { later: laterOrder({ ...sketch, status: becomes }) }),
      expected: expectationOf(plan, sketch),
    };
  });
}

/** What Amazon says later: when it was placed stays what it was, whoever tells it. */
function laterOrder(sketch: OrderSketch): object {
  const { createdTime: _, ...later } = amazonOrder(sketch);
  return later;
}

function sketchOf(plan: Plan, index: number, now: Date): OrderSketch {
  const store = stores[plan.store];
  const minutesAgo = plan.live === true ? 0 : 600 - index * 18;
  return {
    orderId: `402-${String(1_000_000 + index * 7_919).slice(-7)}-${String(2_000_000 + index * 104_729).slice(-7)}`,
    marketplaceId: store.marketplaceId,
    buyer: plan.buyer,
    lines: plan.lines,
    currency: store.currency,
    rate: plan.rate ?? store.rate,
    status: plan.status ?? 'UNSHIPPED',
    fulfilledByAmazon: plan.fulfilledByAmazon === true,
    createdTime: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
    ...(plan.collectedByAmazon === undefined ? {} : { collectedByAmazon: plan.collectedByAmazon }),
  };
}

function expectationOf(plan: Plan, sketch: OrderSketch): Expectation {
  if (plan.held !== undefined) return { outcome: 'held', reasonCode: plan.held };
  if (plan.becomes === 'CANCELLED') return { outcome: 'cancelled' };
  if (plan.status === 'CANCELLED') return { outcome: 'skipped' };
  return { outcome: 'imported', minorUnits: merchantTotal(sketch), currency: sketch.currency };
}

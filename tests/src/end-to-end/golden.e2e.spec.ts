import { startStack, until, type Stack } from '@connector/demo';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goldenCases, goldenPlace, type Expected } from '../golden/golden-case.js';
import {
  canBeSoldToday,
  dayBefore,
  GOLDEN_SHOP,
  GoldenBooks,
  ofOneBuyer,
  onDay,
  openGoldenShop,
} from './golden-shop.js';

interface OrderView {
  readonly amazonOrderId: string;
  readonly state: string;
  readonly reasonCode: string | null;
}

const WEBHOOK_SECRET = 'exact-sandbox-webhook-secret';
const OFFERED = 'GOLDEN-SPOON';
/** for what hangs: a busy machine takes many times as long as a quiet one */
const PATIENT = { withinMs: 180_000 };

const place = goldenPlace();
const day = dayBefore(new Date());
const cases = goldenCases()
  .filter(canBeSoldToday)
  .map((golden) => onDay(ofOneBuyer(golden), day));
const named = cases.map((golden) => ({ golden, name: `${golden.rules.join(', ')}: ${golden.title}` }));
const orderIdOf = ({ amazon }: (typeof cases)[number]): string => String(amazon['orderId']);

/** How an outcome is called in the API. */
const STATES: Readonly<Record<Expected['outcome'], readonly string[]>> = {
  'sales order': ['done'],
  held: ['held'],
  skipped: ['skipped', 'cancelled'],
  waits: ['pending'],
};

let stack: Stack;
let connectionId: string;
let orders: ReadonlyMap<string, OrderView>;
let books: GoldenBooks;

const seen = async (): Promise<Map<string, OrderView>> => {
  const answer = await stack.api.get<{ orders: OrderView[] }>(`/orders?connectionId=${connectionId}&limit=200`);
  return new Map(answer.orders.map((order) => [order.amazonOrderId, order]));
};

beforeAll(async () => {
  stack = await startStack({ name: 'golden', keep: false, say: () => undefined, webhookSecret: WEBHOOK_SECRET });
  const gateway = stack.services.find(({ service }) => service === 'exact-gateway')!.url;
  await stack.exact.send('PUT', '/application', { redirectUri: `${gateway}/consent/callback` });
  await openGoldenShop(stack, place);
  const { sellerId, division, name, amazonRefreshToken, exactRefreshToken } = GOLDEN_SHOP;
  for (const { amazon } of cases) await stack.amazon.send('POST', `/sellers/${sellerId}/orders`, amazon);
  const listing = { sku: OFFERED, asin: 'B0GOLDEN01', marketplaceIds: [place.installation.marketplaceIds[0]] };
  await stack.amazon.send('POST', `/sellers/${sellerId}/listings`, {
    ...listing,
    title: 'Spoon, golden',
    price: { amount: 12.1, currency: 'EUR' },
    quantity: 3,
  });
  const { connectedAt: _now, marketplaceIds, ...installation } = place.installation;
  const settings = {
    ...installation,
    importOrdersFrom: `${day}T00:00:00.000Z`,
    // no run but the first comes by itself while this is played
    stock: { enabled: true, intervalMinutes: 1_440, buffer: 0 },
  };
  const { id } = await stack.api.send<{ id: string }>('POST', '/connections', {
    name,
    amazon: { sellerId, region: 'eu', marketplaceIds, refreshToken: amazonRefreshToken },
    exact: { site: 'nl', division, refreshToken: exactRefreshToken },
    settings,
  });
  connectionId = id;
  const states = new Set(Object.values(STATES).flat());
  await until(
    'The end of every order',
    async () => {
      orders = await seen();
      const open = cases.filter((golden) => {
        const state = orders.get(orderIdOf(golden))?.state;
        return golden.expected.outcome === 'waits'
          ? state === undefined
          : state === 'pending' || !states.has(state ?? '');
      });
      return open.length === 0 ? true : undefined;
    },
    { withinMs: 240_000, everyMs: 500 },
  );
  books = await GoldenBooks.read(stack);
}, 400_000);

afterAll(async () => {
  await stack.stop({ remove: true });
});

describe('Golden orders through Amazon, the three services and Exact', () => {
  it('are at least sixty, and show every kind of outcome', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(({ expected }) => expected.outcome))).toEqual(new Set(Object.keys(STATES)));
  });

  it.each(named)('$name', ({ golden }) => {
    const { expected } = golden;
    const id = orderIdOf(golden);
    const order = orders.get(id);
    expect(STATES[expected.outcome]).toContain(order?.state);
    expect(books.count(id)).toBe(expected.outcome === 'sales order' ? 1 : 0);
    if (expected.outcome !== 'sales order') {
      if (expected.outcome !== 'waits') expect(order?.reasonCode).toBe(expected.reason);
      return;
    }
    const { shown: _shown, cut: _cut, ...booked } = expected;
    expect(books.salesOrder(id, booked, SERVICES)).toEqual({
      ...booked,
      lines: booked.lines.map((line) => ({ ...line, price: decimal(line.price) })),
    });
  });
});

describe('S3: a count in Exact', () => {
  const offered = async (): Promise<number | undefined> => {
    const { listings } = await stack.amazon.get<{ listings: { sku: string; availability: { quantity?: number }[] }[] }>(
      `/sellers/${GOLDEN_SHOP.sellerId}/listings`,
    );
    return listings.find(({ sku }) => sku === OFFERED)?.availability[0]?.quantity;
  };
  const count = (currentStock: number): Promise<unknown> =>
    stack.exact.send('POST', `/divisions/${GOLDEN_SHOP.division}/stock`, {
      itemCode: OFFERED,
      warehouse: '1',
      currentStock,
    });
  const nextRun = async (): Promise<string> =>
    (await stack.api.get<{ runs: { nextRunAt: string }[] }>(`/stock?connectionId=${connectionId}`)).runs[0]!.nextRunAt;

  it('is on Amazon by its webhook, long before the next run', async () => {
    await until(
      'The subscription',
      async () => {
        const { rows } = await stack.exact.get<{ rows: { Topic: string }[] }>(
          `/divisions/${GOLDEN_SHOP.division}/subscriptions`,
        );
        return rows.some(({ Topic }) => Topic === 'StockPositions') ? true : undefined;
      },
      PATIENT,
    );
    await until(
      'The item',
      async () => {
        const { items } = await stack.api.get<{ items: { code: string; state: string }[] }>(
          `/items?connectionId=${connectionId}&limit=200`,
        );
        return items.some(({ code, state }) => code === OFFERED && state === 'ready') ? true : undefined;
      },
      PATIENT,
    );
    await count(7);
    await until(
      'The first run',
      async () => {
        const { waitsFor } = await stack.api.get<{ waitsFor: string | null }>(`/stock/${connectionId}/preview`);
        return waitsFor === 'first-run' ? true : undefined;
      },
      PATIENT,
    );
    await stack.api.send('POST', `/stock/${connectionId}/release`, { by: 'A. Boekhouder' });
    await until('7 at Amazon', async () => ((await offered()) === 7 ? true : undefined), PATIENT);
    const before = await nextRun();
    await count(4);
    await until('4 at Amazon', async () => ((await offered()) === 4 ? true : undefined), PATIENT);
    expect(await nextRun()).toBe(before);
  });
});

/** Codes of the service items, as the golden orders call them. */
const SERVICES = Object.fromEntries(
  Object.entries({ shipping: 'Shipment', giftWrap: 'GiftWrap', surcharge: 'Surcharge' }).map(([of, code]) => [
    code,
    of,
  ]),
);

/** Exact gives a number: 12.1 is 12.10. */
const decimal = (price: string): string => String(Number(price));

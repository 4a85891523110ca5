import { patiently } from '../stack/patiently.js';
import { until } from '../stack/until.js';
import type { Stage } from '../stage.js';
import { listings, products } from './catalogue.js';
import { connectionRequest, demoShop, type Shop } from './connection.js';
import type { DayOrder } from './orders-of-the-day.js';
import { marketplaceIds } from './stores.js';

interface ConnectionView {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly faults: readonly { readonly messageEn: string }[] | null;
}

/** What becomes of an order that a sandbox has already: Amazon reports it as changed, as it does now and then, or nothing. */
export type Known = 'report-as-changed' | 'leave';

/** Makes a shop known to both platforms: an administration, a seller, its listings. What is there already stays. */
export async function fillSandboxes({ exact, amazon }: Stage, shop: Shop): Promise<void> {
  const { sellerId, division, name, amazonRefreshToken, exactRefreshToken } = shop;
  const { divisions } = await exact.get<{ divisions: number[] }>('/divisions');
  if (!divisions.includes(division)) await exact.send('POST', '/divisions', { code: division, description: name });
  const { users } = await exact.get<{ users: { divisions: number[] }[] }>('/users');
  if (!users.some((user) => user.divisions.includes(division)))
    await exact.send('POST', '/users', { refreshToken: exactRefreshToken, divisions: [division] });
  const { sellers } = await amazon.get<{ sellers: string[] }>('/sellers');
  if (!sellers.includes(sellerId))
    await amazon.send('POST', '/sellers', { sellerId, refreshToken: amazonRefreshToken, marketplaceIds });
  const offered = await amazon.get<{ listings: object[] }>(`/sellers/${sellerId}/listings`);
  if (offered.listings.length === 0)
    await amazon.send('POST', `/sellers/${sellerId}/listings`, listings(marketplaceIds));
}

/** Links the shop with its administration through the API, and waits until it works. Returns the connection's id. */
export async function connect(stage: Stage, shop = demoShop): Promise<string> {
  const { connections } = await stage.api.get<{ connections: ConnectionView[] }>('/connections');
  const before = connections.find(({ name }) => name === shop.name);
  const from = new Date(stage.now().getTime() - 12 * 3_600_000);
  const { id } =
    before ??
    (await stage.api.send<ConnectionView>(
      'POST',
      '/connections',
      connectionRequest(shop, from, stockEveryMinutes(stage)),
    ));
  const isActive = async (): Promise<true | undefined> => {
    const view = await stage.api.get<ConnectionView>(`/connections/${id}`);
    if ((view.faults ?? []).length > 0) throw new Error(view.faults!.map(({ messageEn }) => messageEn).join(' '));
    return view.status === 'active' ? true : undefined;
  };
  await until('The connection', isActive, { withinMs: stage.patienceMs });
  return id;
}

/** A stock run every forty real seconds, or every minute where time is not sped up. */
const stockEveryMinutes = ({ speed }: Stage): number => Math.max(1, Math.round((speed * 40) / 60));

/** Places orders, as buyers do. */
export async function place(
  stage: Stage,
  orders: readonly Pick<DayOrder, 'orderId' | 'first'>[],
  shop = demoShop,
  known: Known = 'report-as-changed',
): Promise<void> {
  const before = await lastUpdatedAtAmazon(stage, shop);
  for (const { orderId, first } of orders) {
    if (!before.has(orderId)) await stage.amazon.send('POST', `/sellers/${shop.sellerId}/orders`, first);
    else if (known === 'report-as-changed')
      await stage.amazon.send('PATCH', `/sellers/${shop.sellerId}/orders/${orderId}`, {});
  }
}

/** Lets what was pending become paid or cancelled. */
export async function moveOn(
  stage: Stage,
  orders: readonly Pick<DayOrder, 'orderId' | 'later'>[],
  shop = demoShop,
  known: Known = 'report-as-changed',
): Promise<void> {
  const before = new Map((await ordersAtAmazon(stage, shop)).map((order) => [order.orderId, statusOf(order)]));
  for (const { orderId, later } of orders) {
    if (later === undefined || (known === 'leave' && before.get(orderId) === statusOf(later))) continue;
    await stage.amazon.send('PATCH', `/sellers/${shop.sellerId}/orders/${orderId}`, later);
  }
}

/** Counts the shelf in Exact, once its items are there. */
export async function fillShelf(stage: Stage): Promise<void> {
  for (const { sku, stock, atAmazon } of products as readonly { sku: string; stock: number; atAmazon?: boolean }[]) {
    if (atAmazon === true) continue;
    const itemCode = await until(`The item of ${sku}`, () => itemCodeOf(stage, sku), {
      withinMs: stage.patienceMs,
    });
    const count = { itemCode, warehouse: '1', currentStock: stock };
    await patiently(stage.patienceMs, () => stage.exact.send('POST', `/divisions/${demoShop.division}/stock`, count));
  }
}

/** The first stock run is shown before it writes: this is the person who looks at it and lets it go. */
export async function approveFirstStockRun(stage: Stage, connectionId: string): Promise<void> {
  await until(
    'The first stock run',
    async () => {
      const { waitsFor } = await stage.api.get<{ waitsFor: string | null }>(`/stock/${connectionId}/preview`);
      const [run] = (
        await stage.api.get<{ runs: { approvedBy: string | null }[] }>(`/stock?connectionId=${connectionId}`)
      ).runs;
      if (waitsFor === 'first-run') await stage.api.send('POST', `/stock/${connectionId}/release`, { by: 'the demo' });
      return waitsFor === 'first-run' || run?.approvedBy != null ? true : undefined;
    },
    { withinMs: stage.patienceMs },
  );
}

/** The code under which an Amazon SKU stands in Exact; undefined while it does not. */
async function itemCodeOf(stage: Stage, sku: string): Promise<string | undefined> {
  return (await itemCodes(stage)).get(sku);
}

/** The codes of all items that stand in Exact, by Amazon SKU. */
export async function itemCodes(stage: Stage): Promise<ReadonlyMap<string, string>> {
  const { items } = await stage.api.get<{ items: { source: string; code: string; state: string }[] }>(
    '/items?limit=200',
  );
  return new Map(
    items.filter(({ state }) => state === 'ready').map(({ source, code }) => [source.replace('sku:', ''), code]),
  );
}

/** When Amazon last changed each order. */
export async function lastUpdatedAtAmazon(stage: Stage, shop = demoShop): Promise<ReadonlyMap<string, string>> {
  const orders = await ordersAtAmazon(stage, shop);
  return new Map(orders.map(({ orderId, lastUpdatedTime }) => [orderId, lastUpdatedTime]));
}

interface OrderAtAmazon {
  readonly orderId: string;
  readonly lastUpdatedTime: string;
}

async function ordersAtAmazon({ amazon }: Stage, shop: Shop): Promise<readonly OrderAtAmazon[]> {
  return (await amazon.get<{ orders: OrderAtAmazon[] }>(`/sellers/${shop.sellerId}/orders`)).orders;
}

const statusOf = (order: object): string | undefined =>
  (order as { fulfillment?: { fulfillmentStatus?: string } }).fulfillment?.fulfillmentStatus;

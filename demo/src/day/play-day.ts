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

/** Fills the sandboxes with the shop and the orders that were there before; a kept sandbox has them already. */
export async function openShop(stage: Stage, day: readonly DayOrder[]): Promise<void> {
  if (!(await isOpen(stage))) await fillSandboxes(stage, demoShop);
  await place(
    stage,
    day.filter(({ arrives }) => arrives === 'early'),
  );
}

/** Makes a shop known to both platforms: an administration, a seller, its listings. */
export async function fillSandboxes(stage: Stage, shop: Shop): Promise<void> {
  const { sellerId, division, name, amazonRefreshToken, exactRefreshToken } = shop;
  await stage.exact.send('POST', '/divisions', { code: division, description: name });
  await stage.exact.send('POST', '/users', { refreshToken: exactRefreshToken, divisions: [division] });
  await stage.amazon.send('POST', '/sellers', { sellerId, refreshToken: amazonRefreshToken, marketplaceIds });
  await stage.amazon.send('POST', `/sellers/${sellerId}/listings`, listings(marketplaceIds));
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
  await until('The connection', async () => {
    const view = await stage.api.get<ConnectionView>(`/connections/${id}`);
    if ((view.faults ?? []).length > 0) throw new Error(view.faults!.map(({ messageEn }) => messageEn).join(' '));
    return view.status === 'active' ? true : undefined;
  });
  return id;
}

/** A stock run every forty real seconds, or every minute where time is not sped up. */
const stockEveryMinutes = ({ speed }: Stage): number => Math.max(1, Math.round((speed * 40) / 60));

/** Places orders, as buyers do. Orders that a kept sandbox has already are reported as changed, as Amazon does now and then. */
export async function place(
  stage: Stage,
  orders: readonly Pick<DayOrder, 'orderId' | 'first'>[],
  shop = demoShop,
): Promise<void> {
  const known = await lastUpdatedAtAmazon(stage, shop);
  for (const { orderId, first } of orders) {
    if (known.has(orderId)) await stage.amazon.send('PATCH', `/sellers/${shop.sellerId}/orders/${orderId}`, {});
    else await stage.amazon.send('POST', `/sellers/${shop.sellerId}/orders`, first);
  }
}

/** Lets what was pending become paid or cancelled. */
export async function moveOn(
  stage: Stage,
  orders: readonly Pick<DayOrder, 'orderId' | 'later'>[],
  shop = demoShop,
): Promise<void> {
  for (const { orderId, later } of orders) {
    if (later !== undefined) await stage.amazon.send('PATCH', `/sellers/${shop.sellerId}/orders/${orderId}`, later);
  }
}

/** Counts the shelf in Exact, once its items are there. */
export async function fillShelf(stage: Stage): Promise<void> {
  for (const { sku, stock, atAmazon } of products as readonly { sku: string; stock: number; atAmazon?: boolean }[]) {
    if (atAmazon === true) continue;
    const itemCode = await until(`The item of ${sku}`, () => itemCodeOf(stage, sku), { withinMs: 120_000 });
    await stage.exact.send('POST', `/divisions/${demoShop.division}/stock`, {
      itemCode,
      warehouse: '1',
      currentStock: stock,
    });
  }
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
  const { orders } = await stage.amazon.get<{ orders: { orderId: string; lastUpdatedTime: string }[] }>(
    `/sellers/${shop.sellerId}/orders`,
  );
  return new Map(orders.map(({ orderId, lastUpdatedTime }) => [orderId, lastUpdatedTime]));
}

async function isOpen(stage: Stage): Promise<boolean> {
  const { sellers } = await stage.amazon.get<{ sellers: string[] }>('/sellers');
  return sellers.includes(demoShop.sellerId);
}

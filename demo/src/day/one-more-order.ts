import { formatMoney, money } from '@connector/money';
import { salesOrdersOf } from '../accounting/read-exact.js';
import { until } from '../stack/until.js';
import type { Stage } from '../stage.js';
import { amazonOrder, merchantTotal, type OrderSketch } from './amazon-order.js';
import { consumer } from './buyers.js';
import { catalogue } from './catalogue.js';
import { demoShop } from './connection.js';
import { place } from './play-day.js';
import { stores, type Store } from './stores.js';

const PLACES: readonly Store[] = ['nl', 'de', 'fr', 'be', 'it', 'es'];
const WARES = ['mug', 'clogs', 'bulbs', 'waffles', 'lamp', 'bell'] as const;
/** Amazon shows an order two minutes after its change, and is asked every few minutes. */
const BUSINESS_MINUTES = 30;

/** So their numbers begin; the day's own begin otherwise. */
const ONE_MORE = '403-';
export const isOneMore = (orderId: string): boolean => orderId.startsWith(ONE_MORE);

interface OrderView {
  readonly state: string;
  readonly timeline: readonly { readonly at: string; readonly en: string }[];
}

/** Places one more order and follows it until it is in Exact. Returns its way, a step a line. */
export async function followOneMore(stage: Stage, number: number): Promise<string[]> {
  const sketch = sketchOf(stage.now(), number);
  await place(stage, [{ orderId: sketch.orderId, first: amazonOrder(sketch) }]);
  const placed = stage.now().getTime();
  const { connections } = await stage.api.get<{ connections: { id: string; name: string }[] }>('/connections');
  const { id } = connections.find(({ name }) => name === demoShop.name)!;
  const path = `/orders/${id}/${sketch.orderId}`;
  const view = await until(
    `The booking of ${sketch.orderId}`,
    async () => {
      const order = await stage.api.get<OrderView>(path);
      return ['done', 'held', 'skipped', 'cancelled'].includes(order.state) ? order : undefined;
    },
    { withinMs: (BUSINESS_MINUTES * 60_000) / stage.speed },
  );
  const total = formatMoney(money(merchantTotal(sketch), sketch.currency));
  const found = (await salesOrdersOf(stage)).find(({ yourRef }) => yourRef === sketch.orderId);
  const booked =
    found === undefined
      ? view.state
      : `sales order ${found.orderNumber}, ${formatMoney(money(found.minorUnits, found.currency))}`;
  return [
    `${sketch.orderId}: ${sketch.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(', ')}, ${total}`,
    ...view.timeline.map(({ at, en }) => `  ${minutes(Date.parse(at) - placed)}  ${en}`),
    `  in Exact: ${booked}`,
  ];
}

function sketchOf(now: Date, number: number): OrderSketch {
  const name = PLACES[number % PLACES.length]!;
  const { marketplaceId, currency, rate } = stores[name];
  const { sku, title, price } = catalogue[WARES[number % WARES.length]!];
  const quantity = 1 + (number % 3);
  const digits = String(now.getTime()).slice(-7);
  return {
    orderId: `${ONE_MORE}${digits}-${String(3_000_000 + number).slice(-7)}`,
    marketplaceId,
    buyer: consumer(name, 60 + number),
    lines: [{ sku, title, quantity, price: price * quantity }],
    currency,
    rate,
    status: 'UNSHIPPED',
    fulfilledByAmazon: false,
    createdTime: now.toISOString(),
  };
}

/** Business minutes after the order was placed. */
const minutes = (milliseconds: number): string => `+${(Math.max(0, milliseconds) / 60_000).toFixed(1)} min`.padStart(9);

import { ControlOrdersJob } from '@connector/amazon-gateway/orders/control-orders.job';
import { PollOrdersJob } from '@connector/amazon-gateway/orders/poll-orders.job';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inventedOrder, orderIdOf, type InventedOrder } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const ORDERS = 400;

/** Every n-th call of a rule. */
function every(n: number): () => boolean {
  let calls = 0;
  return () => (calls += 1) % n === 0;
}

describe('The amazon-gateway when Amazon is in disorder', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_disorder')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  it('sees every order and publishes none twice: duplicated, reordered, late, hours late, tokens refused, restarts', async () => {
    const start = stage.time.now().getTime();
    const numberOf = ({ orderId }: InventedOrder): number => Number(orderId.split('-')[1]);
    const isHoursLate = (number: number): boolean => number % 100 === 0;
    const isLate = (number: number): boolean => number % 10 === 0 && !isHoursLate(number);
    const orders = Array.from({ length: ORDERS }, (_, index) => {
      const changed = isLate(index + 1) ? start - 200_000 : start - 3_600_000;
      return inventedOrder(index + 1, new Date(changed + index * 10));
    });
    const hiddenFor = (number: number): number => (isHoursLate(number) ? 6 * 3_600_000 : isLate(number) ? 300_000 : 0);
    const shop = await Shop.open(stage, { orders });
    stage.gate.changes.push(({ path }, answer) => {
      if (path !== '/orders/2026-01-01/orders' || !answer.includes('"orders"')) return answer;
      const page = JSON.parse(answer) as { orders: InventedOrder[] };
      const passed = stage.time.now().getTime() - start;
      const shown = page.orders.filter((order) => passed >= hiddenFor(numberOf(order)));
      const twice = shown.filter((order) => numberOf(order) % 20 === 7);
      const mixed = shown.map((order, index) =>
        index % 20 === 3 ? (shown[index + 1] ?? order) : index % 20 === 4 ? shown[index - 1]! : order,
      );
      return JSON.stringify({ ...page, orders: [...mixed, ...twice] });
    });
    const refuses = every(7);
    stage.gate.rules.push(({ query }) =>
      query.has('paginationToken') && refuses()
        ? { status: 400, body: { errors: [{ code: 'InvalidInput', message: 'paginationToken is invalid' }] } }
        : undefined,
    );
    await stage.sandbox.send('POST', '/faults', [
      { kind: '503', operation: 'searchOrders', tenant: shop.sellerId, probability: 0.05 },
      { kind: 'truncated-json', operation: 'searchOrders', tenant: shop.sellerId, probability: 0.05 },
    ]);
    let app = await stage.start();
    await shop.configure(app);
    // a walk is four pages and more: each restart comes in the middle of one
    for (let round = 0; round < 4; round += 1) {
      const calls = (await shop.calls('searchOrders')).length;
      await shop.until('Calls', async () => {
        await stage.time.advance(30);
        return (await shop.calls('searchOrders')).length > calls + 1;
      });
      await app.close();
      app = await stage.start();
    }
    const ids = async (): Promise<string[]> => (await shop.orders()).map(({ amazonOrderId }) => amazonOrderId);
    const inTime = orders
      .map(numberOf)
      .filter((number) => !isHoursLate(number))
      .map(orderIdOf);
    await shop.until('Every order but those that are hours late', async () => {
      await stage.time.advance(60);
      await stage.tick(PollOrdersJob);
      const seen = new Set(await ids());
      return inTime.every((id) => seen.has(id));
    });
    await stage.time.advance(27 * 3_600);
    await shop.until('Those that were hours late', async () => {
      await stage.time.advance(60);
      await stage.tick(ControlOrdersJob);
      return (await ids()).length >= ORDERS;
    });
    expect((await ids()).toSorted()).toEqual(orders.map(({ orderId }) => orderId));
    expect((await shop.calls('searchOrders')).filter(({ status }) => status === 429)).toEqual([]);
  });
});

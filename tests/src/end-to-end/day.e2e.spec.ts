import { AnswerError, runDay, startStack, until, type DayResult, type Stack } from '@connector/demo';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'];

let stack: Stack;
let first: DayResult;

const lines: string[] = [];
const say = (line: string): void => void lines.push(line);
const start = (): Promise<Stack> => startStack({ name: 'end_to_end', keep: true, say });
const play = (kill: readonly string[]): Promise<DayResult> => runDay(stack, { say, progress: () => undefined, kill });

beforeAll(async () => {
  stack = await start();
  first = await play(SERVICES);
}, 400_000);

afterAll(async () => {
  await stack.stop({ remove: true });
}, 60_000);

describe('a day of a shop, with every service killed in its middle', () => {
  it('accounts for every order', () => {
    expect(first.figures.faults).toEqual([]);
    expect(first.figures.ordersIn).toBeGreaterThanOrEqual(40);
  });

  it('M1: books in Exact what Amazon charged, to the cent, in every currency', () => {
    expect(first.figures.totalsEqual).toBe(true);
    expect(Object.keys(first.figures.totals).toSorted()).toEqual(['EUR', 'GBP', 'PLN', 'SEK']);
  });

  it('O2: makes one sales order for an imported order, and none for any other', () => {
    expect(first.figures.salesOrdersInExact).toBe(first.figures.outcomes.imported);
    for (const order of first.orders) expect(order.salesOrders).toBe(order.outcome === 'imported' ? 1 : 0);
  });

  it('really was interrupted', () => {
    expect(Object.keys(first.figures.restarts).toSorted()).toEqual(SERVICES);
  });

  it('S1: offers on Amazon what Exact has on the shelf less what it must still send', () => {
    expect(first.figures.stock).toEqual({ offersEqual: 10, offersDiffering: [] });
  });
});

describe('a second run on the same database', () => {
  it('reads every order again and makes nothing twice', async () => {
    await stack.stop();
    stack = await start();
    const { faults, salesOrdersInExact, debtors, items, totals } = (await play([])).figures;
    const { figures } = first;
    expect({ faults, salesOrdersInExact, debtors, items, totals }).toEqual({
      faults: [],
      salesOrdersInExact: figures.salesOrdersInExact,
      debtors: figures.debtors,
      items: figures.items,
      totals: figures.totals,
    });
  }, 400_000);
});

describe('the API', () => {
  interface OrderView {
    amazonOrderId: string;
    connectionId: string;
    state: string;
    salesOrderNumber: number | null;
    timeline: { code: string; nl: string; en: string }[];
  }

  const ordersIn = async (state: string): Promise<OrderView[]> =>
    (await stack.api.get<{ orders: OrderView[] }>(`/orders?state=${state}&limit=200`)).orders;

  it('refuses a caller without the token, as problem+json', async () => {
    const response = await fetch(`${stack.apiUrl}/orders`);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, title: expect.any(String) });
  });

  it('shows its documentation, and that it is alive and ready', async () => {
    for (const path of ['/docs', '/docs-json', '/live', '/ready', '/metrics'])
      expect([path, (await fetch(stack.apiUrl + path)).status]).toEqual([path, 200]);
  });

  it('lists orders by state', async () => {
    expect(await ordersIn('done')).toHaveLength(first.figures.outcomes.imported);
    expect(await ordersIn('held')).toHaveLength(first.figures.outcomes.held);
  });

  it('tells the whole way of an order, in Dutch and in English', async () => {
    const [done] = await ordersIn('done');
    const order = await stack.api.get<OrderView>(`/orders/${done!.connectionId}/${done!.amazonOrderId}`);
    expect(order.timeline.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['seen', 'paid', 'composed', 'done']),
    );
    expect(order.timeline.find(({ code }) => code === 'done')).toMatchObject({
      nl: expect.stringContaining('staat in Exact Online'),
      en: expect.stringContaining('is in Exact Online'),
    });
  });

  it('shows no buyer anywhere', async () => {
    const [done] = await ordersIn('done');
    const order = JSON.stringify(await stack.api.get(`/orders/${done!.connectionId}/${done!.amazonOrderId}`));
    expect(order).not.toMatch(/Voorbeeldstraat|marketplace\.amazon\.example|Sanne/);
  });

  it('shows items and stock offers', async () => {
    const { items } = await stack.api.get<{ items: { state: string; code: string }[] }>('/items?limit=200');
    expect(items).toHaveLength(14);
    expect(items.every(({ state, code }) => state === 'ready' && code.length <= 30)).toBe(true);
    const { offers, runs } = await stack.api.get<{ offers: object[]; runs: object[] }>('/stock?limit=200');
    expect(offers).toHaveLength(10);
    expect(runs).toHaveLength(1);
  });

  it('says what is wrong with a request, and where', async () => {
    const refused = stack.api.send('POST', '/connections', { name: '', amazon: { sellerId: 'A' } });
    await expect(refused).rejects.toThrow(AnswerError);
    await expect(refused).rejects.toThrow(/400: .*exact/s);
  });

  it('pauses and resumes a connection', async () => {
    const { connections } = await stack.api.get<{ connections: { id: string; status: string }[] }>('/connections');
    const { id } = connections[0]!;
    const statusAfter = async (action: string): Promise<string> =>
      (await stack.api.send<{ status: string }>('POST', `/connections/${id}/${action}`)).status;
    expect(await statusAfter('pause')).toBe('paused');
    await statusAfter('resume');
    await until('The connection', async () => {
      const { status } = await stack.api.get<{ status: string }>(`/connections/${id}`);
      return status === 'active' ? true : undefined;
    });
  });

  it('holds a new order in a dry run, with everything computed and nothing written, and books it when the run ends', async () => {
    const [booked] = await ordersIn('done');
    const { connectionId } = booked!;
    const set = (dryRun: boolean): Promise<unknown> =>
      stack.api.send('PATCH', `/connections/${connectionId}`, { dryRun });
    const sellers = await stack.amazon.get<{ sellers: string[] }>('/sellers');
    const path = `/sellers/${sellers.sellers[0]!}/orders`;
    const { orders } = await stack.amazon.get<{ orders: Record<string, unknown>[] }>(path);
    const like = orders.find(({ orderId }) => orderId === booked!.amazonOrderId)!;
    const amazonOrderId = '402-7777777-0000001';
    const stateOf = async (): Promise<OrderView> =>
      stack.api.get<OrderView>(`/orders/${connectionId}/${amazonOrderId}`);
    await set(true);
    await stack.amazon.send('POST', path, {
      ...like,
      orderId: amazonOrderId,
      lastUpdatedTime: stack.now().toISOString(),
    });
    const held = await until('The hold', async () => {
      const view = await stateOf();
      return view.state === 'held' ? view : undefined;
    });
    expect(held.timeline.map(({ code }) => code)).toEqual(expect.arrayContaining(['paid', 'held']));
    expect(held.salesOrderNumber).toBeNull();
    await set(false);
    const { settings } = await stack.api.get<{ settings: { importOrdersFrom: string } }>(
      `/connections/${connectionId}`,
    );
    const { importOrdersFrom } = settings;
    await stack.api.send('POST', `/connections/${connectionId}/going-live`, { by: 'Anna', importOrdersFrom });
    const done = await until('The sales order', async () => {
      const view = await stateOf();
      return view.state === 'done' ? view : undefined;
    });
    expect(done.salesOrderNumber).not.toBeNull();
  }, 60_000);

  it('T4: lets a held order go on by itself when the missing VAT rule is added', async () => {
    const { held } = await stack.api.get<{
      held: { amazonOrderId: string; connectionId: string; reasonCode: string }[];
    }>('/held-work');
    expect(held).toMatchObject([{ reasonCode: 'no_vat_rule' }]);
    const { connectionId, amazonOrderId } = held[0]!;
    const before = await stack.api.get<{ settings: { vatTable: object[] } }>(`/connections/${connectionId}`);
    const vatTable = [...before.settings.vatTable, { name: 'Hongarije', when: { shipTo: 'HU' }, code: '2' }];
    await stack.api.send('PATCH', `/connections/${connectionId}`, { settings: { vatTable } });
    const order = await until('The sales order', async () => {
      const view = await stack.api.get<OrderView>(`/orders/${connectionId}/${amazonOrderId}`);
      return view.state === 'done' ? view : undefined;
    });
    expect(order.salesOrderNumber).not.toBeNull();
  });
});

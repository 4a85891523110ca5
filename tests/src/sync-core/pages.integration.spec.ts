import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buyer, settings } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { openStockShop } from './stock-scene.js';

type Row = Readonly<Record<string, unknown>>;

const noRule = { ...settings, vatTable: [{ name: 'Elders', when: { shipTo: 'BE' }, code: '2' }] };
const orderId = (number: number): string => `402-000000${number}-0000001`;

/** Amazon gives no order id twice; a seller that was linked once more, or two merchants with one SKU, do. */
describe('Lists of several merchants who have the same order ids and the same SKUs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_pages');
    for (let shop = 1; shop <= 3; shop++) {
      const { connection } = await openStockShop(stage, { 'MOK-1': 1, 'MOK-2': 2, 'MOK-3': 3 }, noRule);
      for (const number of [1, 2, 3]) await stage.tellOrder(connection, { id: orderId(number) }, buyer());
      for (const number of [1, 2, 3]) await stage.orderIn(connection, orderId(number), 'held');
    }
    await stage.query(
      `INSERT INTO sync_core.order_notice (connection_id, amazon_order_id, code, detail, differences, fingerprint, listed_at)
       SELECT connection_id, amazon_order_id, code, '{}', '[]', code, now()
       FROM sync_core.amazon_order, unnest(ARRAY['cancelled_after_import', 'sales_order_gone']) AS code`,
    );
  });
  afterAll(() => stage.stop());

  const walk = async (path: string, list: string, limit: number, about = ''): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let after: string | undefined = '', pages = 0; after !== undefined && pages < 100; pages++) {
      const from: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page: Row = await stage.api.get<Row>(`${path}?limit=${limit}${about}${from}`);
      rows.push(...(page[list] as Row[]));
      after = page['next'] as string | undefined;
    }
    return rows;
  };

  it.each([
    ['/orders', 'orders', 9],
    ['/held-work', 'held', 9],
    ['/items', 'items', 9],
    ['/stock', 'offers', 9],
    ['/notices', 'notices', 18],
  ])('%s shows every entry once, wherever a page ends', async (path, list, count) => {
    const whole = await walk(path, list, 200);
    expect(whole).toHaveLength(count);
    for (const limit of [1, 2, 4]) expect(await walk(path, list, limit)).toEqual(whole);
  });

  it('does so for one connection', async () => {
    const { connections } = await stage.api.get<{ connections: { id: string }[] }>('/connections');
    for (const { id } of connections)
      expect(await walk('/notices', 'notices', 1, `&connectionId=${id}`)).toHaveLength(6);
  });

  it('refuses a cursor that it did not give, in words', async () => {
    for (const path of ['/orders', '/held-work', '/items', '/stock', '/notices'])
      await expect(stage.api.get(`${path}?after=402-0000001-0000001`)).rejects.toThrow(
        /400.*after: send the `next` of the page before/,
      );
  });
});

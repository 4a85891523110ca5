import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  amazonCommandRefusedV1,
  amazonStockObservedV1,
  fetchExactStockPositionsV1,
  setAmazonStockV1,
} from '@connector/contracts';
import { SettleDriftJob } from '@connector/sync-core/stock/settle-drift.job';
import { StockRunJob } from '@connector/sync-core/stock/stock-run.job';
import { until } from '../bus/support/until.js';
import { buyer, STORE_NL } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { openStockShop, STOCK_JOBS, type StockShop } from './stock-scene.js';
import { willingPlatforms } from './willing-platforms.js';

interface Offer {
  readonly sku: string;
  readonly isDue: boolean;
  readonly platformMessage: string | null;
  readonly reason?: { readonly nl: string; readonly en: string };
}

const SHOPS = {
  hourly: { stock: { HOURLY: 5 }, settings: {} },
  between: { stock: { SAME: 5, LESS: 5, STILL: 5 }, settings: {} },
  readBack: { stock: { ACCEPTED: 5, TAKEN: 5 }, settings: {} },
  refused: { stock: { REFUSED: 5, FINE: 5 }, settings: {} },
  elsewhere: { stock: { ELSEWHERE: 5 }, settings: { merchantOrderWarehouse: '2' } },
  brake: {
    stock: { 'FEW-1': 5, 'FEW-2': 5, 'FEW-3': 5, 'FEW-4': 5 },
    settings: { stock: { enabled: true, intervalMinutes: 60, buffer: 0, brake: { skus: 2, percent: 40 } } },
  },
};
type ShopName = keyof typeof SHOPS;

describe('Runs of the stock to Amazon, and what becomes of a write', () => {
  let stage: Stage;
  let shops: ReadonlyMap<ShopName, StockShop>;
  beforeAll(async () => {
    stage = await setStage('core_stock_runs');
    const opened = (Object.keys(SHOPS) as ShopName[]).map(
      async (name) => [name, await openStockShop(stage, SHOPS[name].stock, SHOPS[name].settings)] as const,
    );
    shops = new Map(await Promise.all(opened));
  });
  afterAll(() => stage.stop());
  beforeEach(() => stage.gateways.answerWith(willingPlatforms()));

  const readings = ({ division }: StockShop): number =>
    stage.gateways.of(fetchExactStockPositionsV1).filter(({ body }) => body['division'] === division).length;
  const nextRun = async ({ connection }: StockShop): Promise<number> => {
    const { runs } = await stage.api.get<{ runs: { nextRunAt: string }[] }>(`/stock?connectionId=${connection}`);
    return Date.parse(runs[0]!.nextRunAt);
  };
  const offer = async ({ connection }: StockShop, sku: string): Promise<Offer> =>
    (await stage.api.get<{ offers: Offer[] }>(`/stock?connectionId=${connection}`)).offers.find(
      (one) => one.sku === sku,
    )!;
  const minutesLater = async (shop: StockShop, minutes: number): Promise<number> => {
    const before = readings(shop);
    await stage.time.advance({ minutes });
    const askedAt = stage.time.now().getTime();
    await stage.untilBy([StockRunJob], 'Exact is asked for the stock', () => readings(shop) > before);
    return ((await nextRun(shop)) - askedAt) / 60_000;
  };

  it('S3: what is told between two runs, after a webhook, is written at once, and only where the quantity is another', async () => {
    const shop = shops.get('between')!;
    const asked = readings(shop);
    await shop.scene.tellStock([
      { code: 'SAME', stock: 8, planned: 3 },
      { code: 'LESS', stock: 5, planned: 1 },
    ]);
    await stage.untilBy(STOCK_JOBS, 'the lower one is at Amazon', () => shop.scene.writes('LESS').length === 2);
    await shop.scene.quiet();
    expect(shop.scene.writes('LESS')).toEqual([5, 4]);
    for (const sku of ['SAME', 'STILL']) expect(shop.scene.writes(sku)).toEqual([5]);
    expect(readings(shop)).toBe(asked);
  });

  it('S8: what Amazon refuses is shown per SKU in Amazon’s own words and ours, and is not sent again as it was', async () => {
    const shop = shops.get('refused')!;
    const willing = willingPlatforms();
    const words = "'quantity' is above the limit of this offer";
    stage.gateways.answerWith({
      ...willing,
      [setAmazonStockV1.name]: async (command, gateways) => {
        if (command.body['sku'] !== 'REFUSED') return willing[setAmazonStockV1.name]!(command, gateways);
        const refusal = {
          commandId: command.id,
          release: Number(command.body['release']),
          command: command.name,
          failureClass: 'business' as const,
          reasonCode: 'amazon_quantity_refused',
          platformMessage: words,
        };
        await gateways.tell(amazonCommandRefusedV1, refusal, command);
      },
    });
    await shop.scene.tellStock([
      { code: 'REFUSED', stock: 9_000 },
      { code: 'FINE', stock: 6 },
    ]);
    await stage.untilBy(
      STOCK_JOBS,
      'the refusal is shown',
      async () => (await offer(shop, 'REFUSED')).platformMessage === words,
    );
    await stage.untilBy(STOCK_JOBS, 'the other is written', () => shop.scene.writes('FINE').length === 2);
    const { isDue, reason } = await offer(shop, 'REFUSED');
    expect(isDue).toBe(false);
    expect([reason?.nl, reason?.en]).toEqual([expect.stringContaining('Amazon'), expect.stringContaining('Amazon')]);
    expect((await offer(shop, 'FINE')).platformMessage).toBeNull();
    // the same quantity again changes nothing; another one does
    stage.gateways.answerWith(willing);
    await shop.scene.tellStock([
      { code: 'REFUSED', stock: 9_001, planned: 1 },
      { code: 'FINE', stock: 7 },
    ]);
    await stage.untilBy(STOCK_JOBS, 'the other is written again', () => shop.scene.writes('FINE').length === 3);
    await shop.scene.tellStock([{ code: 'REFUSED', stock: 7 }]);
    await stage.untilBy(STOCK_JOBS, 'the new quantity is written', () => shop.scene.writes('REFUSED').length === 3);
    expect(shop.scene.writes('REFUSED')).toEqual([5, 9_000, 7]);
    await until('nothing is shown any more', async () => (await offer(shop, 'REFUSED')).platformMessage === null);
  });

  it('S2: a sales order of another warehouse gives its pieces back at once: no row of ours will ever hold it', async () => {
    const shop = shops.get('elsewhere')!;
    const platforms = willingPlatforms();
    const booking = Promise.withResolvers<void>();
    stage.gateways.answerWith({
      ...platforms,
      'exact.sales-order.create.v1': async (command, gateways) => {
        await booking.promise;
        await platforms['exact.sales-order.create.v1']!(command, gateways);
      },
    });
    const id = '402-1000009-0000001';
    await stage.tellOrder(shop.connection, { id, sku: 'ELSEWHERE', quantity: 2 }, buyer());
    await stage.orderIn(shop.connection, id, 'ordering');
    await shop.scene.wantedBecomes('ELSEWHERE', 3);
    booking.resolve();
    await stage.orderIn(shop.connection, id, 'done');
    await shop.scene.wantedBecomes('ELSEWHERE', 5);
  });

  it('S7: both numbers of the brake are settings', async () => {
    const shop = shops.get('brake')!;
    await shop.scene.tellStock([{ code: 'FEW-1', stock: 0 }]);
    await stage.untilBy(STOCK_JOBS, 'one may go', () => shop.scene.writes('FEW-1').length === 2);
    await shop.scene.tellStock([{ code: 'FEW-2', stock: 0 }]);
    await shop.scene.waitsFor('brake');
    expect(shop.scene.writes('FEW-2')).toEqual([5]);
    const view = await stage.api.get<{ settings: { stock: object } }>(`/connections/${shop.connection}`);
    expect(view.settings.stock).toMatchObject({ brake: { skus: 2, percent: 40 } });
  });

  it('S6: what is read back after Amazon accepted another quantity is listed, and Exact’s figure is sent again', async () => {
    const shop = shops.get('readBack')!;
    await stage.time.advance({ minutes: 20 });
    const observed = { observedAt: stage.time.now().toISOString(), source: 'read-back' as const };
    const seen = (sku: string, quantity: number) => ({
      sku,
      marketplaceId: STORE_NL,
      channels: [{ code: 'DEFAULT', quantity }],
    });
    await stage.gateways.tell(
      amazonStockObservedV1,
      { ...observed, offers: [seen('ACCEPTED', 3), seen('TAKEN', 5)] },
      { connectionId: shop.connection },
    );
    await until('Amazon was seen', async () => {
      const sql = `SELECT 1 FROM sync_core.stock_offer WHERE connection_id = $1 AND unsettled_quantity IS NOT NULL`;
      return (await stage.query(sql, [shop.connection])).length === 2;
    });
    await stage.time.advance({ minutes: 31 });
    await stage.untilBy(
      [SettleDriftJob, ...STOCK_JOBS],
      'Exact’s figure is written again',
      () => shop.scene.writes('ACCEPTED').length === 2,
    );
    expect(shop.scene.writes('ACCEPTED')).toEqual([5, 5]);
    expect(shop.scene.writes('TAKEN')).toEqual([5]);
    const { drift } = await stage.api.get<{ drift: object[] }>(`/stock/${shop.connection}/drift`);
    expect(drift).toEqual([expect.objectContaining({ sku: 'ACCEPTED', expected: 5, seen: 3 })]);
  });

  it('S3: asks Exact for what changed once an hour, and less often where the division has more rows than that allows', async () => {
    const shop = shops.get('hourly')!;
    expect(readings(shop)).toBe(1);
    const next = await minutesLater(shop, 61);
    expect(next).toBeGreaterThan(59);
    expect(next).toBeLessThan(65);
    await stage.query(
      `INSERT INTO sync_core.stock_position (division, exact_item_id, warehouse_id, current_stock, planning_out, "timestamp")
       SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, 0, 1 FROM generate_series(1, 60000)`,
      [shop.division],
    );
    expect(await minutesLater(shop, 61)).toBeGreaterThan(172);
  });
});

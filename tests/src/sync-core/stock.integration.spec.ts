import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  amazonStockManyDoneV1,
  amazonStockManyReportedV1,
  exactStockPositionReportedV1,
  readExactStockPositionV1,
  setManyAmazonStockV1,
} from '@connector/contracts';
import { LookAtReservationsJob } from '@connector/sync-core/stock/look-at-reservations.job';
import { SettleDriftJob } from '@connector/sync-core/stock/settle-drift.job';
import { until } from '../bus/support/until.js';
import { buyer, listing, OTHER_WAREHOUSE, STORE_DE } from './invented.js';
import type { ReceivedCommand } from './scripted-gateways.js';
import { setStage, type Stage } from './stage.js';
import { newShop, openStockShop, STOCK_JOBS, StockScene, type StockShop } from './stock-scene.js';
import { exactId } from './willing-platforms.js';

const manySkus = Array.from({ length: 12 }, (_, index) => `BRAKE-${index}`);

const SHOPS = {
  own: { stock: { OWN: 5 }, settings: {} },
  late: { stock: { LATE: 1 }, settings: {} },
  row: { stock: { ROW: 5 }, settings: {} },
  read: { stock: { READ: 5 }, settings: {} },
  skip: { stock: { SKIP: 4 }, settings: { importOrdersFrom: '2026-11-24T00:00:00.000Z' } },
  shared: { stock: { SHARED: 6 }, settings: {} },
  fresh: { stock: { ANY: 1 }, settings: {} },
  mixed: { stock: { MIXED: 3 }, settings: {} },
  place: { stock: { PLACE: 3 }, settings: {} },
  brake: { stock: Object.fromEntries(manySkus.map((sku) => [sku, 5])), settings: {} },
  undone: { stock: Object.fromEntries(manySkus.map((sku) => [sku, 5])), settings: {} },
  live: { stock: { LIVE: 1 }, settings: {} },
  drift: { stock: { DRIFT: 5 }, settings: {} },
  one: { stock: { ONE: 5 }, settings: {} },
};

describe('Stock to Amazon', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_stock');
    const names = Object.keys(SHOPS) as (keyof typeof SHOPS)[];
    await Promise.all(
      names.map(async (name) => shops.set(name, await openStockShop(stage, SHOPS[name].stock, SHOPS[name].settings))),
    );
  });
  afterAll(() => stage.stop());

  const shops = new Map<keyof typeof SHOPS, StockShop>();
  const shop = (name: keyof typeof SHOPS): StockShop => shops.get(name)!;

  it('S7: shows the first run, old and new per SKU, and writes nothing before a person lets it', async () => {
    const { division, sellerId } = newShop();
    const connection = await stage.connect({ sellerId, division });
    const scene = new StockScene(stage, division, connection);
    await stage.tellListings(connection, [
      listing('FIRST', { fulfillmentChannels: [{ code: 'DEFAULT', quantity: 3 }] }),
    ]);
    await scene.itemReady('FIRST');
    await scene.tellStock([{ code: 'FIRST', stock: 8, planned: 1 }]);
    await scene.waitsFor('first-run');
    expect((await scene.preview()).offers).toEqual([{ sku: 'FIRST', old: 3, new: 7 }]);
    expect(scene.writes('FIRST')).toEqual([]);
    await scene.release();
    await scene.quiet();
    expect(scene.writes('FIRST')).toEqual([7]);
  });

  it('S2: keeps a pending order out of what is sold, and does not write what Amazon has lowered itself', async () => {
    const { connection, scene } = shop('own');
    const id = '402-1000001-0000001';
    const createdTime = new Date(stage.time.now().getTime() + 1_000).toISOString();
    await stage.tellOrder(connection, { id, sku: 'OWN', quantity: 2, status: 'PENDING', createdTime });
    await scene.wantedBecomes('OWN', 3);
    await scene.quiet();
    expect(scene.writes('OWN')).toEqual([5]);
    // the pieces are free again: Exact's figure is written anew
    const lastUpdatedTime = '2026-11-25T00:00:00.000Z';
    await stage.tellOrder(connection, {
      id,
      sku: 'OWN',
      quantity: 2,
      status: 'CANCELLED',
      createdTime,
      lastUpdatedTime,
    });
    await scene.wantedBecomes('OWN', 5);
    await scene.quiet();
    expect(scene.writes('OWN')).toEqual([5, 5]);
  });

  it('S2: writes the lower quantity where our own write came after the order and undid what Amazon had lowered', async () => {
    const { connection, scene } = shop('late');
    const createdTime = new Date(stage.time.now().getTime() - 3_600_000).toISOString();
    await stage.tellOrder(connection, { id: '402-1000002-0000001', sku: 'LATE', status: 'PENDING', createdTime });
    await scene.wantedBecomes('LATE', 0);
    await scene.quiet();
    expect(scene.writes('LATE')).toEqual([1, 0]);
  });

  it('S2: a paid order counts until a stock row that was read after its sales order holds it', async () => {
    const { connection, scene } = shop('row');
    const id = '402-1000003-0000001';
    const before = new Date();
    const createdTime = new Date(stage.time.now().getTime() + 1_000).toISOString();
    await stage.tellOrder(connection, { id, sku: 'ROW', quantity: 2, createdTime }, buyer());
    await stage.orderIn(connection, id, 'done');
    await scene.wantedBecomes('ROW', 3);
    // a row that was read before the sales order was made says nothing of it: a receipt of 4
    await scene.tellStock([{ code: 'ROW', stock: 9 }], before);
    await scene.wantedBecomes('ROW', 7);
    await scene.tellStock([{ code: 'ROW', stock: 9, planned: 2 }]);
    await until('the pieces are given back', async () => {
      const sql = `SELECT 1 FROM sync_core.stock_reservation WHERE amazon_order_id = $1`;
      return (await stage.query(sql, [id])).length === 0;
    });
    await scene.quiet();
    expect((await scene.wanted())['ROW']).toBe(7);
  });

  it('S2: after two hours without a row one reading of the item decides', async () => {
    const { connection, scene, division } = shop('read');
    const id = '402-1000006-0000001';
    await stage.tellOrder(connection, { id, sku: 'READ', quantity: 2 }, buyer());
    await stage.orderIn(connection, id, 'done');
    await scene.wantedBecomes('READ', 3);
    await stage.time.advance({ hours: 2, minutes: 1 });
    let command: ReceivedCommand | undefined;
    await stage.untilBy([LookAtReservationsJob], 'the item is read', () => {
      command = stage.gateways.of(readExactStockPositionV1).find(({ body }) => body['division'] === division);
      return command !== undefined;
    });
    // delivered at once: nothing is planned, and our row never changes for it
    await stage.gateways.tell(
      exactStockPositionReportedV1,
      {
        commandId: command!.id,
        release: 1,
        division,
        itemId: exactId(`${division}/READ`),
        inStock: '5',
        planningOut: '0',
        readAt: new Date().toISOString(),
      },
      { connectionId: connection },
    );
    await scene.wantedBecomes('READ', 5);
  });

  it('S2: a skipped order of the merchant counts until it is shipped', async () => {
    const { connection, scene } = shop('skip');
    const order = { id: '402-1000004-0000001', sku: 'SKIP', createdTime: '2026-11-20T00:00:00.000Z' };
    await stage.tellOrder(connection, order);
    await stage.orderIn(connection, order.id, 'skipped');
    await scene.wantedBecomes('SKIP', 3);
    await stage.tellOrder(connection, { ...order, status: 'SHIPPED', lastUpdatedTime: '2026-11-25T00:00:00.000Z' });
    await scene.wantedBecomes('SKIP', 4);
  });

  it('V5, S2: connections that share a division share items and reservations, and the sibling is written at once', async () => {
    const { scene, division } = shop('shared');
    const other = await stage.connect({ sellerId: newShop().sellerId, division });
    const id = '402-1000005-0000001';
    await stage.tellOrder(other, { id, sku: 'SHARED', quantity: 4, status: 'PENDING' });
    await scene.wantedBecomes('SHARED', 2);
    await scene.quiet();
    expect(scene.writes('SHARED')).toEqual([6, 2]);
  });

  it('S1: a fresh row of 0 of an item that we made empties no offer until a person says that it is true', async () => {
    const { connection, scene } = shop('fresh');
    await stage.tellListings(connection, [listing('FRESH')]);
    await scene.itemReady('FRESH');
    await scene.tellStock([
      { code: 'FRESH', stock: 0, planned: 1 },
      { code: 'ANY', stock: 2 },
    ]);
    await scene.wantedBecomes('ANY', 2);
    expect(await scene.wanted()).not.toHaveProperty('FRESH');
    await stage.api.send('POST', `/stock/${connection}/skus/FRESH/trust-zero`, { by: 'Anna' });
    await scene.wantedBecomes('FRESH', 0);
  });

  it('S5: never writes a SKU that Amazon fulfils in one of the stores', async () => {
    const { connection, scene } = shop('mixed');
    await stage.tellListings(connection, [
      listing('MIXED', { marketplaceId: STORE_DE, fulfillmentChannels: [{ code: 'AMAZON_EU' }] }),
    ]);
    await until('the other store is known', async () => {
      const sql = `SELECT 1 FROM sync_core.listing WHERE connection_id = $1 AND sku = 'MIXED'`;
      return (await stage.query(sql, [connection])).length === 2;
    });
    await scene.tellStock([{ code: 'MIXED', stock: 9 }]);
    const { scene: live } = shop('late');
    await live.tellStock([{ code: 'LATE', stock: 8 }]);
    await live.quiet();
    expect(scene.writes('MIXED')).toEqual([3]);
  });

  it('S1: counts the chosen warehouses alone, and again when the settings change', async () => {
    const { connection, scene } = shop('place');
    await scene.tellStock([{ code: 'PLACE', stock: 20, warehouse: OTHER_WAREHOUSE }]);
    await scene.quiet();
    expect((await scene.wanted())['PLACE']).toBe(3);
    await stage.api.send('PATCH', `/connections/${connection}`, {
      settings: { stockWarehouses: ['1', '2'], stock: { buffer: 2 } },
    });
    await scene.wantedBecomes('PLACE', 21);
  });

  it('S7: a run that empties many SKUs waits whole for a person, counted over the interval', async () => {
    const { scene } = shop('brake');
    // six now: fewer than ten
    await scene.tellStock(manySkus.slice(0, 6).map((code) => ({ code, stock: 0 })));
    await scene.wantedBecomes('BRAKE-5', 0);
    await scene.quiet();
    expect(scene.writes('BRAKE-0')).toEqual([5, 0]);
    // four more within the interval: ten of twelve
    await scene.tellStock(manySkus.slice(6, 10).map((code) => ({ code, stock: 0 })));
    await scene.waitsFor('brake');
    expect(scene.writes('BRAKE-6')).toEqual([5]);
    await scene.release();
    await scene.quiet();
    expect(scene.writes('BRAKE-6')).toEqual([5, 0]);
  });

  it('S7: a run that Exact has undone is not let go: the next one waits for a person again', async () => {
    const { scene } = shop('undone');
    const emptied = manySkus.slice(0, 10);
    await scene.tellStock(emptied.map((code) => ({ code, stock: 0 })));
    await scene.waitsFor('brake');
    await scene.tellStock(emptied.map((code) => ({ code, stock: 5 })));
    await scene.quiet();
    await expect(scene.release()).rejects.toThrow(/409.*waits for a person/s);
    await scene.tellStock(emptied.map((code) => ({ code, stock: 0 })));
    await scene.waitsFor('brake');
    expect(scene.writes('BRAKE-0')).toEqual([5]);
  });

  it('V4: a test division computes and shows, and never writes to Amazon', async () => {
    const { division, sellerId } = newShop();
    const connection = await stage.connect({
      sellerId,
      division,
      settings: { isTestDivision: true },
    });
    const scene = new StockScene(stage, division, connection);
    await stage.tellListings(connection, [listing('TEST')]);
    await scene.itemReady('TEST');
    await scene.tellStock([{ code: 'TEST', stock: 5 }]);
    await scene.wantedBecomes('TEST', 5);
    expect((await scene.preview()).offers).toEqual([{ sku: 'TEST', old: null, new: 5 }]);
    // a shop whose stock moves later has written by now, this one has not
    const { scene: live } = shop('live');
    await live.tellStock([{ code: 'LIVE', stock: 2 }]);
    await live.wantedBecomes('LIVE', 2);
    await live.quiet();
    expect(live.writes('LIVE')).toEqual([1, 2]);
    expect(scene.writes('TEST')).toEqual([]);
  });

  it('S6: a quantity that somebody else changed is listed once its orders are known, and written again', async () => {
    const { connection, scene } = shop('drift');
    await stage.time.advance({ minutes: 20 });
    await stage.tellListings(connection, [
      listing('DRIFT', { fulfillmentChannels: [{ code: 'DEFAULT', quantity: 9 }] }),
    ]);
    await until('Amazon was seen', async () => {
      const sql = `SELECT 1 FROM sync_core.stock_offer WHERE connection_id = $1 AND unsettled_quantity = 9`;
      return (await stage.query(sql, [connection])).length > 0;
    });
    expect(scene.writes('DRIFT')).toEqual([5]);
    await stage.time.advance({ minutes: 31 });
    let drift: object[] = [];
    await stage.untilBy([SettleDriftJob], 'the difference is listed', async () => {
      ({ drift } = await stage.api.get<{ drift: object[] }>(`/stock/${connection}/drift`));
      return drift.length > 0;
    });
    expect(drift).toEqual([expect.objectContaining({ sku: 'DRIFT', expected: 5, seen: 9 })]);
    await scene.quiet();
    expect(scene.writes('DRIFT')).toEqual([5, 5]);
  });

  it('S8: shows SKUs that share one item as a risk', async () => {
    const { connection, scene } = shop('one');
    await stage.tellListings(connection, [listing('TWO')]);
    await scene.itemReady('TWO');
    await stage.query(
      `UPDATE sync_core.listing SET item_id = (SELECT item_id FROM sync_core.listing WHERE connection_id = $1 AND sku = 'ONE')
       WHERE connection_id = $1 AND sku = 'TWO'`,
      [connection],
    );
    const { shared } = await stage.api.get<{ shared: object[] }>(`/stock/${connection}/shared-items`);
    expect(shared).toEqual([{ code: 'ONE', skus: ['ONE', 'TWO'] }]);
  });
  it('S3, S8: sends many changed offers in one command, and books what became of each', async () => {
    const { connection } = shop('one');
    const skus = Array.from({ length: 60 }, (_, index) => `MANY-${String(index).padStart(2, '0')}`);
    await stage.tellListings(
      connection,
      skus.map((sku) => listing(sku)),
    );
    await until('the listings are recorded', async () => {
      const rows = await stage.query(`SELECT 1 FROM sync_core.listing WHERE connection_id = $1 AND sku LIKE 'MANY-%'`, [
        connection,
      ]);
      return rows.length === skus.length;
    });
    await stage.query(
      `INSERT INTO sync_core.stock_offer (connection_id, sku, wanted_quantity, computed_at, is_due, due_since)
       SELECT $1, sku, 7, now(), true, now() - interval '1 minute' FROM unnest($2::text[]) s(sku)
       ON CONFLICT (connection_id, sku) DO UPDATE SET wanted_quantity = 7, is_due = true, due_since = excluded.due_since`,
      [connection, skus],
    );
    const sent = (): ReceivedCommand | undefined => stage.gateways.of(setManyAmazonStockV1)[0];
    await stage.untilBy(STOCK_JOBS, 'one command', async () => sent() !== undefined);
    const { id: commandId, body } = sent()!;
    const offers = body['offers'] as { sku: string; quantity: number }[];
    expect(offers.map(({ sku }) => sku).toSorted()).toEqual(skus);
    expect(offers.every(({ quantity }) => quantity === 7)).toBe(true);
    const envelope = { connectionId: connection };
    const refused = [{ sku: 'MANY-59', reasonCode: 'amazon_quantity_refused', platformMessage: 'Invented words' }];
    const accepted = offers.filter(({ sku }) => sku !== 'MANY-59');
    await stage.gateways.tell(amazonStockManyReportedV1, { commandId, accepted, refused }, envelope);
    await stage.gateways.tell(amazonStockManyDoneV1, { commandId, release: 1, accepted: 59, refused: 1 }, envelope);
    await until('every result is booked', async () => {
      const [row] = await stage.query<{ done: string; refused: string; open: string }>(
        `SELECT count(*) FILTER (WHERE accepted_quantity = 7 AND NOT is_due) AS done,
           count(*) FILTER (WHERE platform_message = 'Invented words' AND refused_quantity = 7 AND NOT is_due) AS refused,
           (SELECT count(*) FROM sync_core.command WHERE id = $2 AND state = 'sent') AS open
         FROM sync_core.stock_offer WHERE connection_id = $1 AND sku LIKE 'MANY-%'`,
        [connection, commandId],
      );
      return row?.done === '59' && row.refused === '1' && row.open === '0';
    });
  });
});

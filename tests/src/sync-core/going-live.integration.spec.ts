import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  importExactItemV1,
  removeExactSalesOrderV1,
  setAmazonStockV1,
  type Contract,
} from '@connector/contracts';
import { ReleaseCommandsJob } from '@connector/sync-core/commands/release-commands.job';
import { until } from '../bus/support/until.js';
import { buyer, listing, settings } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { StockScene } from './stock-scene.js';
import { willingPlatforms } from './willing-platforms.js';

const [TEST, LIVE, POOR, EMPTY] = [410_001, 410_002, 410_003, 410_004];

interface View {
  id: string;
  status: string;
  exact: { division: number };
  goingLive: { why: string; fromDivision?: number } | null;
  wentLive: { confirmedBy: string; importOrdersFrom: string } | null;
}

interface Look {
  status: string;
  goingLive: { why: string; fromDivision?: number };
  references: { found: { setting: string; code: string }[]; missing: { setting: string }[] };
  preview: {
    orders: { count: number; booked: number; totals: object[]; debtors: object };
    items: object;
    stock: { offers: object[]; nl: string };
  };
}

describe('Before the first write into another division', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_going_live');
    // what the live administrations lack of the test administration
    stage.gateways.answerWith(
      willingPlatforms((division) =>
        division === POOR ? { itemGroups: [], paymentConditions: [], warehouses: [], vatCodes: [] } : {},
      ),
    );
  });
  afterAll(() => stage.stop());

  const view = (id: string) => stage.api.get<View>(`/connections/${id}`);
  const statusBecomes = (id: string, status: string) =>
    until(`the connection is ${status}`, async () => (await view(id)).status === status);
  const look = (id: string, from = '') =>
    stage.api.get<Look>(`/connections/${id}/going-live${from === '' ? '' : `?importOrdersFrom=${from}`}`);
  const confirm = (id: string, importOrdersFrom: string) =>
    stage.api.send<View>('POST', `/connections/${id}/going-live`, { by: 'A. Boekhouder', importOrdersFrom });
  const change = (id: string, body: object) => stage.api.send<View>('PATCH', `/connections/${id}`, body);
  const into = (division: number, ...contracts: Contract[]) =>
    contracts.flatMap((contract) =>
      stage.gateways.of(contract as { readonly name: string }).filter(({ body }) => body['division'] === division),
    );
  const writes = [createExactSalesOrderV1, ensureExactDebtorV1, ensureExactItemV1, importExactItemV1] as Contract[];

  it('V4: asks first, uses nothing of the old division, and books anew from the start date on', async () => {
    const id = await stage.connect({ sellerId: 'A000GOLIVE1', division: TEST, settings: { isTestDivision: true } });
    const scene = new StockScene(stage, TEST, id);
    await stage.tellListings(id, [listing('MUG-BLUE')]);
    await scene.itemReady('MUG-BLUE');
    const [early, late, held] = ['402-1000001-0000001', '402-1000002-0000001', '402-1000003-0000001'];
    await stage.tellOrder(id, { id: early, createdTime: '2026-11-20T10:00:00Z' }, buyer());
    await stage.tellOrder(id, { id: late, createdTime: '2026-11-24T10:00:00Z' }, buyer());
    const tip = { deliveryTip: { minorUnits: 100, currency: 'EUR' } };
    await stage.tellOrder(id, { id: held, createdTime: '2026-11-24T11:00:00Z', more: tip }, buyer());
    await stage.orderIn(id, early, 'done');
    const booked = await stage.orderIn<{ salesOrderNumber: number }>(id, late, 'done');
    await stage.orderIn(id, held, 'held');

    await until('nothing is on its way to the test division', async () => {
      const sent = `SELECT 1 FROM sync_core.command WHERE connection_id = $1 AND state = 'sent' AND contract LIKE 'exact.%'`;
      return (await stage.query(sent, [id])).length === 0;
    });
    const changed = await change(id, { division: LIVE, settings: { isTestDivision: false } });
    expect(changed.goingLive).toMatchObject({ why: 'division_changed', fromDivision: TEST });
    await statusBecomes(id, 'asks');
    // an order that comes while nobody has confirmed waits
    const during = '402-1000004-0000001';
    await stage.tellOrder(id, { id: during, createdTime: '2026-11-24T12:00:00Z' }, buyer());
    expect(await stage.orderIn(id, during, 'held')).toMatchObject({ reasonCode: 'connection_not_ready' });

    await until('its SKU has an item of the new division', async () => {
      const { preview } = await look(id, '2026-11-23T00:00:00Z');
      return JSON.stringify(preview.items) === JSON.stringify({ inExact: 0, toMake: 1 });
    });
    const asked = await look(id, '2026-11-23T00:00:00Z');
    expect(asked.references.missing).toEqual([]);
    expect(asked.references.found).toContainEqual(expect.objectContaining({ setting: 'itemGroup', code: 'WEB' }));
    expect(asked.preview.orders).toMatchObject({
      count: 3,
      booked: 2,
      totals: [{ minorUnits: 2_000, currency: 'EUR' }],
      debtors: { inExact: 0, toMake: 1 },
      notBooked: { delivery_tip: 1 },
    });
    expect(asked.preview.stock.nl).toContain('eerste voorraadronde');
    expect(into(LIVE, ...writes)).toEqual([]);

    const live = await confirm(id, '2026-11-23T00:00:00Z');
    expect(live.wentLive).toMatchObject({ confirmedBy: 'A. Boekhouder', importOrdersFrom: '2026-11-23T00:00:00Z' });
    const anew = await stage.orderIn<{ timeline: { code: string; nl: string }[] }>(id, late, 'done');
    const said = anew.timeline.find(({ code }) => code === 'division_changed');
    expect(said?.nl).toBe(
      `De koppeling gaat verder met administratie ${LIVE}; in ${TEST} stond verkooporder ${booked.salesOrderNumber}.`,
    );
    await stage.orderIn(id, during, 'done');
    await until('the tip holds the order in the new division too', async () => {
      const order = await stage.api.get<{ state: string; reasonCode: string }>(`/orders/${id}/${held}`);
      return order.state === 'held' && order.reasonCode === 'delivery_tip';
    });
    // before the start date the sales order of the old division stays the only one
    await stage.orderIn(id, early, 'done');
    const made = into(LIVE, createExactSalesOrderV1 as Contract).map(({ body }) => String(body['yourRef']));
    expect(made.toSorted()).toEqual([late, during]);
    expect(into(TEST, createExactSalesOrderV1 as Contract)).toHaveLength(2);
    const ofBoth = await stage.query<{ division: number; debtors: string; items: string }>(
      `SELECT division, (SELECT count(*) FROM sync_core.debtor d WHERE d.division = v.division) AS debtors,
         (SELECT count(*) FROM sync_core.item i WHERE i.division = v.division AND i.source LIKE 'sku:MUG-BLUE') AS items
       FROM sync_core.division v WHERE division = ANY($1) ORDER BY division`,
      [[TEST, LIVE]],
    );
    expect(ofBoth).toEqual([
      { division: TEST, debtors: '1', items: '1' },
      { division: LIVE, debtors: '1', items: '1' },
    ]);
  });

  it('V4, S7: stock of the new division is previewed as a first run, and nothing was written to Amazon before', async () => {
    const { connections } = await stage.api.get<{ connections: View[] }>('/connections');
    const { id } = connections.find(({ exact }) => exact.division === LIVE)!;
    const scene = new StockScene(stage, LIVE, id);
    await scene.itemReady('MUG-BLUE');
    await scene.tellStock([{ code: 'MUG-BLUE', stock: 7 }]);
    await scene.waitsFor('first-run');
    // one piece is promised to the order that is held (S2)
    await until('the first run is shown', async () => {
      const { offers } = await scene.preview();
      return JSON.stringify(offers) === JSON.stringify([{ sku: 'MUG-BLUE', old: null, new: 6 }]);
    });
    expect(stage.gateways.of(setAmazonStockV1)).toEqual([]);
  });

  it('V4: names all at once what the live division lacks, and does not begin before it is mended', async () => {
    const id = await stage.connect({ sellerId: 'A000GOLIVE2', division: 410_011 });
    await change(id, { division: POOR });
    await statusBecomes(id, 'asks');
    const { references } = await look(id);
    expect(references.found).toEqual([]);
    const lacking = ['itemGroup', 'itemVatCode', 'paymentCondition', 'stockWarehouses', 'vatTable'];
    expect(references.missing.map(({ setting }) => setting).toSorted()).toEqual(lacking);
    await expect(confirm(id, '2026-11-23T00:00:00Z')).rejects.toThrow(/400.*artikelgroep.*betalingsconditie/s);
    await expect(stage.api.send('POST', `/connections/${id}/going-live`, { by: 'A. Boekhouder' })).rejects.toThrow(
      /400.*importOrdersFrom/s,
    );
    // back again: nothing was written there, and it asks once more
    await change(id, { division: 410_011 });
    await statusBecomes(id, 'asks');
    await confirm(id, '2026-11-23T00:00:00Z');
    await statusBecomes(id, 'active');
    expect(into(POOR, ...writes)).toEqual([]);
  });

  it('V4: stays where it is while commands are on their way to the old division', async () => {
    const id = await stage.connect({ sellerId: 'A000GOLIVE3', division: 410_012 });
    stage.gateways.silent = true;
    await stage.tellOrder(id, { id: '402-3000001-0000001' }, buyer());
    await until('a command is on its way', () =>
      stage.gateways.commands.some(
        ({ connectionId, body }) => connectionId === id && body['division'] === 410_012 && 'release' in body,
      ),
    );
    await expect(change(id, { division: EMPTY })).rejects.toThrow(/409.*on their way to division 410012/s);
    stage.gateways.silent = false;
    expect((await view(id)).goingLive).toBeNull();
  });

  it('V4: the end of a dry run asks too: start date, preview, and a person who confirms', async () => {
    const id = await stage.connect({ sellerId: 'A000GOLIVE4', division: 410_013, dryRun: true });
    const [before, after] = ['402-4000011-0000001', '402-4000012-0000001'];
    await stage.tellOrder(id, { id: before, createdTime: '2026-11-20T10:00:00Z' }, buyer());
    await stage.tellOrder(id, { id: after, createdTime: '2026-11-24T10:00:00Z' }, buyer());
    await stage.orderIn(id, before, 'held');
    await stage.orderIn(id, after, 'held');
    expect((await change(id, { dryRun: false })).status).toBe('asks');
    const { goingLive, preview } = await look(id, '2026-11-23T00:00:00Z');
    expect(goingLive.why).toBe('dry_run_ends');
    expect(preview.orders).toMatchObject({ count: 1, booked: 1, totals: [{ minorUnits: 1_000, currency: 'EUR' }] });
    expect(into(410_013, ...writes)).toEqual([]);
    await confirm(id, '2026-11-23T00:00:00Z');
    await stage.orderIn(id, after, 'done');
    expect(await stage.orderIn(id, before, 'skipped')).toMatchObject({ reasonCode: 'before_start_date' });
    await expect(confirm(id, '2026-11-23T00:00:00Z')).rejects.toThrow(/409.*asks nothing/s);
  });

  it('V4: whoever goes back to the dry run is asked no more', async () => {
    const id = await stage.connect({ sellerId: 'A000GOLIVE5', division: 410_014, dryRun: true });
    expect((await change(id, { dryRun: false })).status).toBe('asks');
    const back = await change(id, { dryRun: true, settings });
    expect(back).toMatchObject({ status: 'active', goingLive: null });
  });

  it('V1: a dry run that is switched on lets nothing more be written; what waited goes when it ends', async () => {
    const division = 410_015;
    const own = { removeCancelledSalesOrders: true };
    const id = await stage.connect({ sellerId: 'A000GOLIVE6', division, settings: own });
    const [booked, begun] = ['402-6000011-0000001', '402-6000012-0000001'];
    const createdTime = '2026-11-24T10:00:00Z';
    await stage.tellOrder(id, { id: booked, createdTime }, buyer());
    await stage.orderIn(id, booked, 'done');
    const willing = willingPlatforms();
    const answers: (() => Promise<void>)[] = [];
    stage.gateways.answerWith({
      ...willing,
      [ensureExactDebtorV1.name]: (command, gateways) =>
        void answers.push(async () => willing[ensureExactDebtorV1.name]!(command, gateways)),
    });
    await stage.tellOrder(id, { id: begun, createdTime }, buyer('Piet Pietersen'));
    await until('the debtor is asked for', () => answers.length === 1);

    await change(id, { dryRun: true });
    await answers[0]!();
    stage.gateways.answerWith(willing);
    expect(await stage.orderIn(id, begun, 'held')).toMatchObject({ reasonCode: 'dry_run' });
    const cancelled = { id: booked, createdTime, status: 'CANCELLED', lastUpdatedTime: '2026-11-24T12:00:00Z' };
    await stage.tellOrder(id, cancelled, buyer());
    const waiting = `SELECT 1 FROM sync_core.command WHERE contract = $1 AND connection_id = $2 AND state = 'waiting'`;
    await until('its removal waits', async () => (await stage.query(waiting, [removal.name, id])).length === 1);
    await stage.app.get(ReleaseCommandsJob).tick();
    expect(await stage.query(waiting, [removal.name, id])).toHaveLength(1);
    expect(into(division, removal)).toEqual([]);

    expect((await change(id, { dryRun: false })).status).toBe('asks');
    await confirm(id, '2026-11-20T00:00:00Z');
    await stage.orderIn(id, begun, 'done');
    await stage.orderIn(id, booked, 'cancelled');
  });
});

const removal = removeExactSalesOrderV1 as Contract;

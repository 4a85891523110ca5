import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactItemV1,
  exactItemEnsuredV1,
  importExactItemV1,
  resyncExactItemV1,
  updateExactItemV1,
  type AmazonOrderUpdatedV1,
} from '@connector/contracts';
import { ImportItemsJob } from '@connector/sync-core/catalogue/import-items.job';
import { until } from '../bus/support/until.js';
import { buyer, listing, masterData, orderUpdate, settings, STORE_DE, STORE_NL } from './invented.js';
import { API_TOKEN, setStage, type Stage } from './stage.js';
import { STOCK_JOBS, StockScene } from './stock-scene.js';
import { exactId, willingPlatforms } from './willing-platforms.js';

const run = promisify(execFile);
const OPS = join(import.meta.dirname, '../../../ops/dist/main.js');

interface ItemView {
  readonly source: string;
  readonly code: string;
  readonly state: string;
  readonly shown: readonly string[];
  readonly adopted: boolean;
}

describe('Items of a merchant (manual chapter 5)', () => {
  let stage: Stage;
  let connection: string;
  let turn = 0;
  beforeAll(async () => {
    stage = await setStage('core_items');
    connection = await stage.connect({ sellerId: 'A000ITEMS0001', division: 100_501 });
  });
  afterAll(() => stage.stop());

  const nextId = (): string => `405-${String(++turn).padStart(7, '0')}-0000001`;
  const itemOf = async (source: string): Promise<ItemView | undefined> => {
    const { items } = await stage.api.get<{ items: ItemView[] }>(`/items?connectionId=${connection}&limit=200`);
    return items.find((item) => item.source === source);
  };
  const listed = async (sku: string, more: Parameters<typeof listing>[1] = {}): Promise<ItemView> => {
    await stage.tellListings(connection, [listing(sku, more)]);
    await stage.untilBy(
      [ImportItemsJob],
      `the item of ${sku}`,
      async () => (await itemOf(`sku:${sku}`))?.state === 'ready',
    );
    return (await itemOf(`sku:${sku}`))!;
  };
  const asked = (contract: { readonly name: string }, code: string) =>
    stage.gateways.of(contract).filter(({ correlationId }) => correlationId === `item ${code}`);
  const salesOrderOf = async (id: string): Promise<Record<string, unknown>> => {
    await stage.orderIn(connection, id, 'done');
    return stage.gateways.of(createExactSalesOrderV1).find(({ body }) => body['yourRef'] === id)!.body;
  };

  it("I1: a listing asks for an item with the group and VAT code of the installation, in the division's main unit, kept in stock", async () => {
    await listed('WHOLE');
    const { itemGroups, units } = masterData(100_501);
    const [{ body } = { body: {} }] = asked(importExactItemV1, 'WHOLE');
    expect(body).toMatchObject({
      code: 'WHOLE',
      itemGroupId: itemGroups.find(({ code }) => code === settings.itemGroup)!.id,
      salesVatCode: settings.itemVatCode,
      unit: units.find(({ isMain }) => isMain)!.code,
      isStockItem: true,
    });
  });

  it('I12: a pack of three is three pieces of the item at a price divided to the cent, and offers a third of its stock', async () => {
    const mug = await listed('MUG');
    const put = { sku: 'MUG-3', toSku: 'MUG', pieces: 3, by: 'A. Beheer' };
    expect(await stage.api.send('PUT', `/items/${connection}/aliases`, put)).toEqual({
      sku: 'MUG-3',
      code: 'MUG',
      pieces: 3,
    });
    await stage.tellListings(connection, [listing('MUG-3')]);
    const id = nextId();
    await stage.tellOrder(connection, { id, sku: 'MUG-3', quantity: 2 }, buyer());
    const itemId = exactId(`100501/${mug.code}`);
    expect((await salesOrderOf(id))['lines']).toMatchObject([
      { itemId, quantity: 4, netPrice: '3.33' },
      { itemId, quantity: 2, netPrice: '3.34' },
    ]);
    expect(await itemOf('sku:MUG-3')).toBeUndefined();
    const scene = new StockScene(stage, 100_501, connection);
    // the row was read after the sales order: it holds its six pieces
    await scene.tellStock([{ code: 'MUG', stock: 26, planned: 6 }]);
    await stage.untilBy(STOCK_JOBS, '20 pieces are 20 mugs and 6 packs', async () => {
      const offers = await stage.query<{ sku: string; wanted: number }>(
        `SELECT sku, wanted_quantity AS wanted FROM sync_core.stock_offer WHERE connection_id = $1 AND sku LIKE 'MUG%' ORDER BY sku`,
        [connection],
      );
      return offers.map(({ sku, wanted }) => `${sku} ${wanted}`).join() === 'MUG 20,MUG-3 6';
    });
    expect(await stage.api.get(`/items/${connection}/aliases`)).toMatchObject({
      aliases: [{ sku: 'MUG-3', code: 'MUG', pieces: 3, setBy: 'A. Beheer' }],
    });
  });

  it('I6: a SKU that replaces another is pointed at the old one’s item; taken back it has its own', async () => {
    await listed('OLD-SKU');
    await stage.api.send('PUT', `/items/${connection}/aliases`, { sku: 'NEW-SKU', toSku: 'OLD-SKU', by: 'A. Beheer' });
    const id = nextId();
    await stage.tellOrder(connection, { id, sku: 'NEW-SKU' }, buyer());
    expect((await salesOrderOf(id))['lines']).toMatchObject([{ itemId: exactId('100501/OLD-SKU'), quantity: 1 }]);
    await stage.api.send('DELETE', `/items/${connection}/aliases/NEW-SKU`, {});
    const later = nextId();
    await stage.tellOrder(connection, { id: later, sku: 'NEW-SKU' }, buyer());
    expect((await salesOrderOf(later))['lines']).toMatchObject([{ itemId: exactId('100501/NEW-SKU') }]);
  });

  it('I6: an operator synchronises SKUs again, each told apart: description, price and barcode are written', async () => {
    await listed('RESYNC', { title: 'Kop', identifiers: [{ type: 'ean', value: '8710000000017' }] });
    const answer = await stage.api.send('POST', `/items/${connection}/resync`, { skus: ['RESYNC', 'NOBODY'] });
    expect(answer).toEqual({
      skus: [
        { sku: 'RESYNC', outcome: 'asked' },
        { sku: 'NOBODY', outcome: 'unknown' },
      ],
    });
    await until('it is written again', async () => asked(resyncExactItemV1, 'RESYNC').length === 1);
    const [{ body } = { body: {} }] = asked(resyncExactItemV1, 'RESYNC');
    expect(body).toMatchObject({ description: 'Kop', salesPrice: { minorUnits: 1_000, currency: 'EUR' } });
    expect(body).not.toHaveProperty('code');
    expect(body).not.toHaveProperty('itemGroupId');
  });

  it('I6: the same from the command line: SKUs again, a SKU that replaces another, and its own item again', async () => {
    await listed('CLI-OLD');
    const ops = async (...words: string[]): Promise<string> => {
      const { NODE_OPTIONS: _ofJest, ...env } = process.env;
      const api = { SYNC_CORE_URL: stage.apiUrl, API_TOKEN };
      return (await run('node', [OPS, 'items', ...words], { env: { ...env, ...api } })).stdout;
    };
    const again = JSON.parse(await ops('resync', connection, 'CLI-OLD', 'NOBODY')) as object;
    expect(again).toEqual({
      skus: [
        { sku: 'CLI-OLD', outcome: 'asked' },
        { sku: 'NOBODY', outcome: 'unknown' },
      ],
    });
    await until('it is written again', async () => asked(resyncExactItemV1, 'CLI-OLD').length === 1);
    await ops('point', connection, 'CLI-NEW', 'CLI-OLD', '--pieces', '3', '--by', 'A. Beheer');
    expect(JSON.parse(await ops('aliases', connection))).toMatchObject({
      aliases: expect.arrayContaining([expect.objectContaining({ sku: 'CLI-NEW', code: 'CLI-OLD', pieces: 3 })]),
    });
    expect(await ops('unpoint', connection, 'CLI-NEW')).toBe('done\n');
    await expect(ops('unpoint', connection, 'CLI-NEW')).rejects.toThrow('pointed at no item');
  });

  it('I4: what changes writes description and price, never code and group; also what changed while the item was made', async () => {
    const platforms = willingPlatforms();
    const waiting: (() => Promise<void>)[] = [];
    stage.gateways.answerWith({
      ...platforms,
      [importExactItemV1.name]: (command, gateways) =>
        void waiting.push(async () => platforms[importExactItemV1.name]!(command, gateways)),
    });
    await stage.tellListings(connection, [listing('CHANGES', { title: 'Kom' })]);
    await stage.untilBy([ImportItemsJob], 'the item is asked for', async () => waiting.length === 1);
    await stage.tellListings(connection, [listing('CHANGES', { title: 'Kom, groot' })]);
    await until('the new title is read', async () => {
      const rows = await stage.query<{ title: string }>(
        `SELECT listing ->> 'title' AS title FROM sync_core.listing WHERE sku = 'CHANGES'`,
      );
      return rows[0]?.title === 'Kom, groot';
    });
    await waiting[0]!();
    stage.gateways.answerWith(platforms);
    await until('the change is written', async () => asked(updateExactItemV1, 'CHANGES').length === 1);
    const [{ body } = { body: {} }] = asked(updateExactItemV1, 'CHANGES');
    expect(body).toMatchObject({ description: 'Kom, groot' });
    expect(Object.keys(body)).not.toContain('code');
  });

  it('I4: what changes while a change is on its way is written after it', async () => {
    await listed('PRICED');
    const platforms = willingPlatforms();
    const waiting: (() => Promise<void>)[] = [];
    stage.gateways.answerWith({
      ...platforms,
      [updateExactItemV1.name]: (command, gateways) =>
        void waiting.push(async () => platforms[updateExactItemV1.name]!(command, gateways)),
    });
    const price = (minorUnits: number) => ({ price: { minorUnits, currency: 'EUR' } });
    await stage.tellListings(connection, [listing('PRICED', price(1_999))]);
    await until('the change is asked for', () => waiting.length === 1);
    await stage.tellListings(connection, [listing('PRICED', price(1_799))]);
    await until('the next is read', async () => {
      const [row] = await stage.query<{ price: string }>(
        `SELECT listing #>> '{price,minorUnits}' AS price FROM sync_core.listing WHERE sku = 'PRICED'`,
      );
      return row?.price === '1799';
    });
    stage.gateways.answerWith(platforms);
    await waiting[0]!();
    await until('both are written', () => asked(updateExactItemV1, 'PRICED').length === 2);
    expect(asked(updateExactItemV1, 'PRICED').map(({ body }) => body['salesPrice'])).toMatchObject([
      { minorUnits: 1_999 },
      { minorUnits: 1_799 },
    ]);
  });

  it('I5: an item that was there is adopted and left as it is; a code that differs in case alone is shown', async () => {
    const platforms = willingPlatforms();
    stage.gateways.answerWith({
      ...platforms,
      [importExactItemV1.name]: async (command, gateways) => {
        const body = {
          commandId: command.id,
          release: Number(command.body['release']),
          division: 100_501,
          itemId: exactId('adopted'),
          code: 'adopted-sku',
          adopted: true,
        };
        await gateways.tell(exactItemEnsuredV1, body, command);
      },
    });
    const item = await listed('ADOPTED-SKU');
    expect(item).toMatchObject({ adopted: true, shown: ['code_differs_in_case'] });
    stage.gateways.answerWith(platforms);
    await stage.tellListings(connection, [listing('ADOPTED-SKU', { title: 'Iets anders' }), listing('AFTER')]);
    await stage.untilBy(
      [ImportItemsJob],
      'the next item is there',
      async () => (await itemOf('sku:AFTER'))?.state === 'ready',
    );
    expect(asked(updateExactItemV1, 'ADOPTED-SKU')).toHaveLength(0);
  });

  it('I9: the service item Shipment is made once, with the first order that has shipping, though ten come together', async () => {
    expect(await itemOf('service:shipping')).toBeUndefined();
    const withShipping = (id: string): Partial<AmazonOrderUpdatedV1> => {
      const [line] = orderUpdate({ id }).lines;
      const total = { minorUnits: 1_495, currency: 'EUR' };
      const shipping = { type: 'SHIPPING', amount: { minorUnits: 495, currency: 'EUR' }, details: [] };
      const components = [...line!.components, shipping];
      return { grandTotal: total, lines: [Object.assign({}, line, { proceedsTotal: total, components })] };
    };
    const ids = Array.from({ length: 10 }, nextId);
    await Promise.all(
      ids.map((id, index) => stage.tellOrder(connection, { id, more: withShipping(id) }, buyer(`Koper ${index}`))),
    );
    for (const id of ids) await stage.orderIn(connection, id, 'done');
    expect(asked(ensureExactItemV1, 'Shipment')).toHaveLength(1);
    expect(asked(ensureExactItemV1, 'Shipment')[0]!.body).toMatchObject({ code: 'Shipment', isStockItem: false });
  });

  it("I3: a merchant's own SKU never takes the code of a service item, whichever comes first", async () => {
    const item = await listed('GIFTWRAP');
    expect(item.code.toLowerCase()).not.toBe('giftwrap');
    expect(item.code).toMatch(/^GIFTWRAP~[0-9A-F]{8}$/);
  });

  it('I8: a line without SKU takes the only listing of its ASIN; one without a listing makes an item of the order', async () => {
    await listed('BY-ASIN', { asin: 'B0ASINONE1' });
    const of = (asin: string): Partial<AmazonOrderUpdatedV1> => {
      const [line] = orderUpdate({ id: '405-0000000-0000000' }).lines;
      const { sku: _, ...without } = line!;
      return { lines: [Object.assign(without, { asin, title: 'Schaal' })] as AmazonOrderUpdatedV1['lines'] };
    };
    const [known, unknown] = [nextId(), nextId()];
    await stage.tellOrder(connection, { id: known, more: of('B0ASINONE1') }, buyer());
    expect((await salesOrderOf(known))['lines']).toMatchObject([{ itemId: exactId('100501/BY-ASIN') }]);
    await stage.tellOrder(connection, { id: unknown, more: of('B0NOLISTNG') }, buyer());
    await stage.orderIn(connection, unknown, 'done');
    const [{ body } = { body: {} }] = asked(ensureExactItemV1, 'B0NOLISTNG');
    expect(body).toMatchObject({ code: 'B0NOLISTNG', description: 'Schaal' });
    expect(body).not.toHaveProperty('salesPrice');
  });

  it('I10: the store of the division leads for the price, in a currency that the division has, else none, shown', async () => {
    const price = { minorUnits: 12_500, currency: 'SEK' };
    expect((await listed('KRONOR', { price })).shown).toEqual(['price_currency_missing']);
    const german = listing('TWO-STORES', {
      marketplaceId: STORE_DE,
      title: 'Tasse',
      price: { minorUnits: 900, currency: 'EUR' },
    });
    await stage.tellListings(connection, [german, listing('TWO-STORES', { marketplaceId: STORE_NL, title: 'Kop' })]);
    await stage.untilBy(
      [ImportItemsJob],
      'the item of both',
      async () => (await itemOf('sku:TWO-STORES'))?.state === 'ready',
    );
    expect(asked(importExactItemV1, 'TWO-STORES')).toHaveLength(1);
  });

  it('I7: the first import keeps its pace, tells its progress and its end, and an order goes before it', async () => {
    const other = await stage.connect({
      sellerId: 'A000ITEMS0002',
      division: 100_502,
      settings: { firstImport: { items: 5, perMinutes: 10 } },
    });
    const skus = Array.from({ length: 12 }, (_, index) => `IMPORT-${String(index).padStart(2, '0')}`);
    await stage.tellListings(
      other,
      skus.map((sku, index) => listing(sku, { createdTime: new Date(Date.UTC(2026, 0, 1 + index)).toISOString() })),
    );
    const progress = async () =>
      stage.api.get<{ total: number; done: number; left: number; eta: string }>(`/items/${other}/progress`);
    await stage.untilBy([ImportItemsJob], 'the first five are there', async () => (await progress()).done === 5);
    const { eta, ...counts } = await progress();
    expect(counts).toEqual({ total: 12, done: 5, held: 0, left: 7 });
    expect(Date.parse(eta)).toBeGreaterThan(stage.time.now().getTime());
    const id = nextId();
    await stage.tellOrder(other, { id, sku: 'IMPORT-11' }, buyer());
    await stage.orderIn(other, id, 'done');
    const imported = stage.gateways.of(importExactItemV1).filter(({ connectionId }) => connectionId === other);
    expect(imported.map(({ body }) => body['code'])).toEqual(skus.slice(0, 5));
    await stage.time.advance({ minutes: 11 });
    await stage.untilBy([ImportItemsJob], 'the next five are there', async () => (await progress()).done >= 10);
  });
});

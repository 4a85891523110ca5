import { PollCatalogueJob } from '@connector/amazon-gateway/catalogue/poll-catalogue.job';
import { ReadWholeCatalogueJob } from '@connector/amazon-gateway/catalogue/read-whole-catalogue.job';
import type { AmazonListingsRemovedV1, AmazonStockObservedV1 } from '@connector/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DE, inventedListing, NL } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';
import { until } from './until.js';

/** the next night is up to 25 hours away, and the walk begins up to a twentieth later */
const UNTIL_AFTER_NIGHT = 27 * 3_600;

describe('The amazon-gateway and a seller’s listings (I1, I7)', () => {
  let stage: Stage;
  beforeAll(async () => (stage = await setStage('amazon_gateway_catalogue')));
  beforeEach(() => stage.reset());
  afterAll(() => stage.stop());

  const skuOf = (index: number): string => `MUG-${String(index).padStart(5, '0')}`;
  /** Listings that were created one after the other, some days ago. */
  const listings = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, (_, index) =>
      inventedListing(skuOf(index), {
        createdDate: new Date(stage.time.now().getTime() - 864_000_000 + index * 1_000).toISOString(),
      }),
    );
  const skusOf = async (shop: Shop): Promise<string[]> => (await shop.listings()).map(({ sku }) => sku);
  const forgetSaid = (): Promise<unknown> => stage.query(`TRUNCATE amazon_gateway.outbox_message`);
  const total = async (shop: Shop, operations: readonly string[]): Promise<number> =>
    (await Promise.all(operations.map((name) => shop.calls(name)))).reduce((sum, calls) => sum + calls.length, 0);
  const CATALOGUE = ['createReport', 'getReport', 'getReportDocument', 'searchListingsItems', 'getListingsItem'];

  it('reads all listings by report at first, then only what changed, and no parent', async () => {
    const all = [
      ...listings(45),
      inventedListing('PARENT', { childSkus: [skuOf(1), skuOf(2)], price: undefined }),
      inventedListing('FBA', { channel: 'AMAZON_EU', parentSku: 'PARENT', marketplaceIds: [NL, DE] }),
      inventedListing('TITLE', { title: 'Kopje, één stuk — 20 ° warm', price: { amount: 1250.5, currency: 'EUR' } }),
    ];
    const shop = await Shop.open(stage, { marketplaceIds: [NL, DE], listings: all });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    const read = await shop.listings();
    expect(read.filter(({ marketplaceId }) => marketplaceId === DE).map(({ sku }) => sku)).toEqual(['FBA']);
    const find = (sku: string): (typeof read)[number] => read.find((listing) => listing.sku === sku)!;
    expect(find('FBA').isVariationParent).toBe(false);
    expect(find('FBA').fulfillmentChannels).toEqual([{ code: 'AMAZON_EU' }]);
    expect(find(skuOf(3)).fulfillmentChannels).toEqual([{ code: 'DEFAULT', quantity: 3 }]);
    expect(find(skuOf(3)).price).toEqual({ minorUnits: 1210, currency: 'EUR' });
    expect(find(skuOf(3)).identifiers).toEqual([{ type: 'ean', value: '8710000000017' }]);
    expect(find(skuOf(3)).createdTime).toBe(`${String(all[3]!['createdDate']).slice(0, 19)}.000Z`);
    expect(find('TITLE').title).toMatch(/^Kopje, één stuk . 20 ° warm$/);
    expect(find('TITLE').price).toEqual({ minorUnits: 125_050, currency: 'EUR' });
    // the parent comes by the first delta, and is known as one
    await forgetSaid();
    await shop.put('listings', [{ ...all[7], title: 'Mug, now in green' }]);
    await shop.nextWalk('catalogue', () => stage.time.advance(1_200));
    const said = await shop.said<{ reading: string }>('amazon.listings.updated.v1');
    expect(said.every(({ reading }) => reading === 'delta')).toBe(true);
    const changed = (await shop.listings()).find(({ sku }) => sku === skuOf(7));
    expect(changed?.title).toBe('Mug, now in green');
    expect((await shop.listings()).find(({ sku }) => sku === 'PARENT')?.isVariationParent ?? true).toBe(true);
  });

  it('reads 10,000 listings in a handful of calls, and tells in the next night nothing that did not change', async () => {
    const shop = await Shop.open(stage, { listings: listings(10_000) });
    await stage.time.advance(3_600);
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect(new Set(await skusOf(shop)).size).toBe(10_000);
    expect(await skusOf(shop)).toHaveLength(10_000);
    const calls = await total(shop, CATALOGUE);
    process.stdout.write(`10,000 listings were read in ${calls} calls\n`);
    expect(calls).toBeLessThanOrEqual(200);
    await forgetSaid();
    await shop.wholeCatalogue(() => stage.time.advance(UNTIL_AFTER_NIGHT));
    expect(await shop.said('amazon.listings.updated.v1')).toEqual([]);
    expect(await shop.said('amazon.listings.removed.v1')).toEqual([]);
  });

  it('tells at night which listings are gone, which quantity or channel another hand changed, and what deltas missed', async () => {
    const all = listings(30);
    const shop = await Shop.open(stage, { listings: all });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    await shop.until('The first delta', async () => {
      await stage.time.advance(60);
      return (await shop.poll('catalogue')).walks !== null;
    });
    await forgetSaid();
    // Amazon's searches by change show none of it
    stage.gate.changes.push(({ query }, answer) =>
      query.has('lastUpdatedAfter') ? JSON.stringify({ numberOfResults: 0, items: [] }) : answer,
    );
    await stage.sandbox.send('POST', '/sellers', {
      sellerId: shop.sellerId,
      refreshToken: shop.refreshToken,
      marketplaceIds: [NL],
    });
    await shop.put('listings', [
      ...all.slice(2, 28),
      { ...all[28], quantity: 99 },
      { ...all[29], title: 'Mug of another name' },
      inventedListing('NEW'),
    ]);
    await shop.put('listings', [{ ...all[27], channel: 'AMAZON_EU' }]);
    await shop.wholeCatalogue(() => stage.time.advance(UNTIL_AFTER_NIGHT));
    const removed = await shop.said<AmazonListingsRemovedV1>('amazon.listings.removed.v1');
    expect(removed.flatMap(({ listings: gone }) => gone.map(({ sku }) => sku))).toEqual([skuOf(0), skuOf(1)]);
    const observed = await shop.said<AmazonStockObservedV1>('amazon.stock.observed.v1');
    const offers = observed.flatMap((said) => said.offers);
    expect(offers.find(({ sku }) => sku === skuOf(28))?.channels).toEqual([{ code: 'DEFAULT', quantity: 99 }]);
    expect(offers.find(({ sku }) => sku === skuOf(27))?.channels).toEqual([{ code: 'AMAZON_EU' }]);
    const told = await shop.listings();
    expect(told.map(({ sku }) => sku).toSorted()).toEqual([skuOf(27), skuOf(29), 'NEW'].toSorted());
    expect(told.find(({ sku }) => sku === skuOf(29))?.title).toBe('Mug of another name');
  });

  it('walks through a store by searches when Amazon makes no report, though one search reaches 1,000', async () => {
    const shop = await Shop.open(stage, { listings: listings(2_345) });
    stage.gate.rules.push(({ path, method }) =>
      method === 'GET' && path.startsWith('/reports/2021-06-30/reports/')
        ? {
            status: 200,
            body: { reportId: '1', reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', processingStatus: 'FATAL' },
          }
        : undefined,
    );
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    const skus = await skusOf(shop);
    expect(new Set(skus).size).toBe(2_345);
    // each further window begins with the last listing of the one before
    expect(skus.length).toBeLessThanOrEqual(2_347);
    expect((await shop.calls('searchListingsItems')).every(({ status }) => status === 200)).toBe(true);
  });

  it('walks through a store by searches when the columns of its report have other names', async () => {
    const shop = await Shop.open(stage, { listings: listings(30) });
    let links = 0;
    stage.gate.changes.push(({ path }, answer) => {
      if (!path.startsWith('/reports/2021-06-30/documents/')) return answer;
      links += 1;
      return JSON.stringify({ ...(JSON.parse(answer) as object), compressionAlgorithm: undefined });
    });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect(links).toBe(1);
    expect((await skusOf(shop)).toSorted()).toEqual(listings(30).map(({ sku }) => sku));
  });

  it.each([
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a lone carriage return', '\r'],
  ])('takes a row with %s in its description for one row', async (_name, separator) => {
    const description = `A mug.${separator}For tea\tand coffee`;
    const shop = await Shop.open(stage, {
      listings: [...listings(2), inventedListing('SPLIT', { description })],
      reportCharset: 'UTF-8',
    });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect((await skusOf(shop)).toSorted()).toEqual([skuOf(0), skuOf(1), 'SPLIT']);
    expect(await stage.query(`SELECT subject FROM amazon_gateway.unreadable`)).toEqual([]);
  });

  it('tells each listing as of its own store when the stores of a connection change in mid-walk', async () => {
    const shop = await Shop.open(stage, {
      marketplaceIds: [NL, DE],
      wanted: [DE],
      listings: [
        inventedListing('DUTCH', { marketplaceIds: [NL] }),
        inventedListing('GERMAN', { marketplaceIds: [DE] }),
      ],
    });
    const app = await stage.start();
    await shop.configure(app);
    await shop.until('The report that is being made', async () => {
      await stage.tick(ReadWholeCatalogueJob);
      return JSON.stringify((await shop.poll('catalogue-whole'))?.page ?? null).includes('"wait"');
    });
    await shop.wholeCatalogue(() => shop.configure(app, { wanted: [NL, DE] }));
    const told = (await shop.listings()).map(({ sku, marketplaceId }) => `${sku} ${marketplaceId}`);
    expect(told.toSorted()).toEqual([`DUTCH ${NL}`, `GERMAN ${DE}`]);
  });

  it('takes no token of one store to another when the stores change in mid-walk', async () => {
    const shop = await Shop.open(stage, {
      marketplaceIds: [NL, DE],
      wanted: [DE],
      listings: listings(30).map((entry) => ({ ...entry, marketplaceIds: [DE] })),
    });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    await shop.put(
      'listings',
      listings(30).map((entry) => ({ ...entry, marketplaceIds: [DE], title: 'New' })),
    );
    await stage.sandbox.send('POST', '/faults', {
      kind: '503',
      operation: 'searchListingsItems',
      tenant: shop.sellerId,
      nth: 2,
    });
    await shop.until('The second page', async () => {
      await stage.time.advance(60);
      await stage.tick(PollCatalogueJob);
      return JSON.stringify((await shop.poll('catalogue')).page ?? null).includes('"token"');
    });
    await shop.configure(app, { wanted: [NL, DE] });
    await shop.nextWalk('catalogue', () => stage.time.advance(60), 10);
    const storeOf = new Map<string, string>();
    for (const { path, query } of stage.gate.passed.filter(({ path }) => path.startsWith('/listings/'))) {
      const [token, store] = [query.get('pageToken'), query.get('marketplaceIds')!];
      if (token === null) continue;
      expect([path, storeOf.get(token) ?? store]).toEqual([path, store]);
      storeOf.set(token, store);
    }
    expect([...storeOf.values()]).toEqual([DE]);
  });

  it('walks through a store by searches when Amazon does not know the report any more that it is making', async () => {
    const shop = await Shop.open(stage, { listings: listings(3) });
    stage.gate.rules.push(({ path, method }) =>
      method === 'GET' && path.startsWith('/reports/2021-06-30/reports/')
        ? { status: 404, body: { errors: [{ code: 'NotFound', message: 'Not found' }] } }
        : undefined,
    );
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect((await skusOf(shop)).toSorted()).toEqual(listings(3).map(({ sku }) => sku));
  });

  it('begins a walk of searches again when its page token is refused, all listings and what changed alike', async () => {
    const shop = await Shop.open(stage, { listings: listings(60) });
    let tokens = 0;
    stage.gate.rules.push(({ path, method, query }) => {
      if (method === 'GET' && path.startsWith('/reports/2021-06-30/reports/'))
        return { status: 200, body: { processingStatus: 'CANCELLED' } };
      // every token of a seller's third page is refused, until the walk has begun again
      tokens += query.has('pageToken') ? 1 : 0;
      return query.has('pageToken') && tokens % 4 === 2
        ? { status: 400, body: { errors: [{ code: 'InvalidInput', message: 'pageToken is invalid' }] } }
        : undefined;
    });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect(new Set(await skusOf(shop)).size).toBe(60);
    await shop.nextWalk('catalogue', () => stage.time.advance(1_200), 30);
    await forgetSaid();
    await shop.put(
      'listings',
      listings(60).map((entry) => ({ ...entry, title: 'Another title' })),
    );
    const before = tokens;
    await shop.nextWalk('catalogue', () => stage.time.advance(1_200), 30);
    expect(tokens - before).toBeGreaterThan(2);
    expect(new Set(await skusOf(shop)).size).toBe(60);
  });

  it('goes on behind the last batch of a report after a restart, and tells none twice', async () => {
    const shop = await Shop.open(stage, { listings: listings(2_200) });
    const first = await stage.start();
    await shop.configure(first);
    await shop.until('A part of the rows', async () => {
      await stage.time.advance(5);
      return (await skusOf(shop)).length >= 500;
    });
    await first.close();
    await stage.query(`UPDATE amazon_gateway.poll SET leased_until = NULL`);
    await stage.start();
    await shop.until('The end of the reading', async () => {
      await stage.time.advance(5);
      return (await shop.poll('catalogue-whole')).walks !== null;
    });
    expect((await skusOf(shop)).toSorted()).toEqual(listings(2_200).map(({ sku }) => sku));
  });

  it('goes on in the middle of a walk of searches after a restart, and passes over no neighbour of a listing that changes', async () => {
    const all = listings(60);
    const shop = await Shop.open(stage, { listings: all });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    await stage.time.advance(1_200);
    await shop.nextWalk('catalogue', async () => undefined, 60);
    await forgetSaid();
    // all change; while the second page is awaited one of the first page changes again
    await shop.put('listings', all);
    const calls = (await shop.calls('searchListingsItems')).length;
    await stage.sandbox.send('POST', '/faults', {
      kind: '503',
      operation: 'searchListingsItems',
      tenant: shop.sellerId,
      nth: 2,
    });
    await stage.time.advance(1_200);
    await until('The second page', async () =>
      (await shop.calls('searchListingsItems')).length >= calls + 2 ? true : undefined,
    );
    await app.close();
    await shop.put('listings', [all[0]!]);
    await stage.start();
    await shop.nextWalk('catalogue', () => stage.time.advance(60), 10);
    expect(new Set(await skusOf(shop))).toEqual(new Set(all.map(({ sku }) => sku)));
  });

  it('says it when more listings share a moment of creation than any search reaches, and reads the others', async () => {
    const one = new Date(stage.time.now().getTime() - 864_000_000).toISOString();
    const twins = Array.from({ length: 1_050 }, (_, index) => inventedListing(`TWIN-${index}`, { createdDate: one }));
    const shop = await Shop.open(stage, {
      listings: [...twins, ...listings(5).map((entry) => ({ ...entry, createdDate: undefined }))],
    });
    stage.gate.rules.push(({ path, method }) =>
      method === 'GET' && path.startsWith('/reports/2021-06-30/reports/')
        ? { status: 200, body: { processingStatus: 'CANCELLED' } }
        : undefined,
    );
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    const skus = new Set(await skusOf(shop));
    expect(listings(5).every(({ sku }) => skus.has(sku as string))).toBe(true);
    const [reported] = await stage.query<{ trouble: string }>(`SELECT trouble FROM amazon_gateway.unreadable`);
    expect(reported?.trouble).toContain('more than 1,000 listings');
  });

  it('holds up nothing for a listing that nobody can read, and does not pass over it in silence', async () => {
    const shop = await Shop.open(stage, {
      listings: [...listings(3), inventedListing('X'.repeat(300)), inventedListing('Y'.repeat(300))],
    });
    const app = await stage.start();
    await shop.wholeCatalogue(() => shop.configure(app));
    expect(await skusOf(shop)).toEqual([skuOf(0), skuOf(1), skuOf(2)]);
    const reported = await stage.query<{ subject: string }>(
      `SELECT subject FROM amazon_gateway.unreadable WHERE kind = 'listing' ORDER BY subject`,
    );
    expect(reported.map(({ subject }) => subject)).toEqual(['X'.repeat(255), 'Y'.repeat(255)]);
  });
});

import { until } from '@connector/demo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DE, inventedListing, NL } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

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

  it('reads all listings at first, parents and children apart, and then only what changed', async () => {
    const all = [
      ...listings(45),
      inventedListing('PARENT', { childSkus: [skuOf(1), skuOf(2)], price: undefined }),
      inventedListing('FBA', { channel: 'AMAZON_EU', parentSku: 'PARENT', marketplaceIds: [NL, DE] }),
    ];
    const shop = await Shop.open(stage, { marketplaceIds: [NL, DE], listings: all });
    const app = await stage.start();
    await shop.nextWalk('catalogue', () => shop.configure(app));
    const read = await shop.listings();
    expect(read.filter(({ marketplaceId }) => marketplaceId === NL)).toHaveLength(47);
    expect(read.filter(({ marketplaceId }) => marketplaceId === DE).map(({ sku }) => sku)).toEqual(['FBA']);
    const find = (sku: string): (typeof read)[number] => read.find((listing) => listing.sku === sku)!;
    expect(find('PARENT').isVariationParent).toBe(true);
    expect(find('FBA').isVariationParent).toBe(false);
    expect(find('FBA').fulfillmentChannels).toEqual([{ code: 'AMAZON_EU' }]);
    expect(find(skuOf(3)).fulfillmentChannels).toEqual([{ code: 'DEFAULT', quantity: 3 }]);
    expect(find(skuOf(3)).price).toEqual({ minorUnits: 1210, currency: 'EUR' });
    expect(find(skuOf(3)).identifiers).toEqual([{ type: 'ean', value: '8710000000017' }]);
    await stage.time.advance(1_200);
    await shop.nextWalk('catalogue');
    await stage.query(`TRUNCATE amazon_gateway.outbox_message`);
    await shop.put('listings', [{ ...all[7], title: 'Mug, now in green' }]);
    await shop.nextWalk('catalogue', () => stage.time.advance(1_200));
    const said = await shop.said<{ reading: string }>('amazon.listings.updated.v1');
    expect(said.map(({ reading }) => reading)).toEqual(['delta']);
    expect((await shop.listings()).map(({ sku, title }) => [sku, title])).toEqual([[skuOf(7), 'Mug, now in green']]);
  });

  it('reads 2,345 listings though one search reaches 1,000', async () => {
    const shop = await Shop.open(stage, { listings: listings(2_345) });
    const app = await stage.start();
    await shop.nextWalk('catalogue', () => shop.configure(app));
    const skus = await skusOf(shop);
    expect(new Set(skus).size).toBe(2_345);
    // each further window begins with the last listing of the one before
    expect(skus.length).toBeLessThanOrEqual(2_347);
    expect((await shop.calls('searchListingsItems')).every(({ status }) => status === 200)).toBe(true);
  });

  it('goes on in the middle of a walk after a restart', async () => {
    const shop = await Shop.open(stage, { listings: listings(90) });
    await stage.sandbox.send('POST', '/faults', {
      kind: '503',
      operation: 'searchListingsItems',
      tenant: shop.sellerId,
      nth: 3,
    });
    const app = await stage.start();
    await shop.configure(app);
    await until('The third page that fails', async () =>
      (await shop.poll('catalogue')).failures > 0 ? true : undefined,
    );
    await app.close();
    await stage.start();
    await shop.nextWalk('catalogue', () => stage.time.advance(60));
    expect(await skusOf(shop)).toEqual(listings(90).map(({ sku }) => sku));
    expect(await shop.calls('searchListingsItems')).toHaveLength(6);
  });

  it('passes over no neighbour of a listing that changes in mid-walk', async () => {
    const all = listings(60);
    const shop = await Shop.open(stage, { listings: all });
    const app = await stage.start();
    await shop.nextWalk('catalogue', () => shop.configure(app));
    await stage.time.advance(1_200);
    await shop.nextWalk('catalogue');
    await stage.query(`TRUNCATE amazon_gateway.outbox_message`);
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
      (await shop.calls('searchListingsItems')).length === calls + 2 ? true : undefined,
    );
    await shop.put('listings', [all[0]!]);
    await shop.nextWalk('catalogue', () => stage.time.advance(60));
    expect(new Set(await skusOf(shop))).toEqual(new Set(all.map(({ sku }) => sku)));
  });

  it('says it when more listings share a moment of creation than any search reaches, and reads the others', async () => {
    const one = new Date(stage.time.now().getTime() - 864_000_000).toISOString();
    const twins = Array.from({ length: 1_050 }, (_, index) => inventedListing(`TWIN-${index}`, { createdDate: one }));
    const shop = await Shop.open(stage, {
      listings: [...twins, ...listings(5).map((entry) => ({ ...entry, createdDate: undefined }))],
    });
    const app = await stage.start();
    await shop.nextWalk('catalogue', () => shop.configure(app));
    const skus = new Set(await skusOf(shop));
    expect(listings(5).every(({ sku }) => skus.has(sku as string))).toBe(true);
    const [reported] = await stage.query<{ trouble: string }>(`SELECT trouble FROM amazon_gateway.unreadable`);
    expect(reported?.trouble).toContain('more than 1,000 listings');
  });

  it('holds up nothing for a listing that nobody can read, and does not pass over it in silence', async () => {
    const shop = await Shop.open(stage, {
      listings: [
        ...listings(3),
        inventedListing('WRONG-PRICE', { price: { amount: 12.345, currency: 'EUR' } }),
        inventedListing('X'.repeat(300)),
      ],
    });
    const app = await stage.start();
    await shop.nextWalk('catalogue', () => shop.configure(app));
    expect(await skusOf(shop)).toEqual([skuOf(0), skuOf(1), skuOf(2)]);
    const reported = await stage.query<{ subject: string }>(
      `SELECT subject FROM amazon_gateway.unreadable WHERE kind = 'listing' ORDER BY subject`,
    );
    expect(reported.map(({ subject }) => subject)).toEqual(['WRONG-PRICE', 'X'.repeat(255)]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DE, listing, NL, StartedSandbox, type Client, type ListingItem } from '../testing/started-sandbox.js';

const PATH = '/attributes/fulfillment_availability';
const stock = (quantity: unknown, op = 'merge'): object[] => [
  { op, path: PATH, value: [{ fulfillment_channel_code: 'DEFAULT', quantity }] },
];
/** Longer than any accepted change waits. */
const SETTLED = 60;

describe('Listings Items API 2021-08-01', () => {
  let sandbox: StartedSandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller();
  });
  afterEach(() => sandbox.close());

  const put = (...listings: object[]): Promise<unknown> =>
    sandbox.control('POST', '/sellers/A1SELLER/listings', listings);
  const get = async (sku: string, marketplaceIds = NL): Promise<ListingItem> =>
    (await client.getListing(sku, { marketplaceIds, includedData: 'summaries,attributes,fulfillmentAvailability' }))
      .body;
  const skus = async (query: Readonly<Record<string, string>>): Promise<string[]> => {
    const { status, body } = await client.searchListings({ sortBy: 'sku', sortOrder: 'ASC', ...query });
    expect(status).toBe(200);
    return body.items.map(({ sku }) => sku);
  };

  describe('searchListingsItems', () => {
    it('gives 10 a page unless told, 20 at most, forward and back', async () => {
      await put(...Array.from({ length: 25 }, (_, index) => listing(`S${index + 10}`)));
      expect(await skus({})).toHaveLength(10);
      expect((await client.searchListings({ pageSize: '21' })).status).toBe(400);
      const sorted = { sortBy: 'sku', sortOrder: 'ASC', pageSize: '20' };
      const first = await client.searchListings(sorted);
      expect(first.body.numberOfResults).toBe(25);
      const last = await client.searchListings({ ...sorted, pageToken: first.body.pagination!.nextToken! });
      expect(last.body.items.map(({ sku }) => sku)).toEqual(['S30', 'S31', 'S32', 'S33', 'S34']);
      expect(last.body.pagination).not.toHaveProperty('nextToken');
      const back = await client.searchListings({ ...sorted, pageToken: last.body.pagination!.previousToken! });
      expect(back.body.items).toEqual(first.body.items);
      await sandbox.advance(1);
      expect((await client.searchListings({ pageToken: 'no' })).status).toBe(400);
    });

    it('lets at most 1,000 SKUs be paged through, though it counts them all', async () => {
      await put(...Array.from({ length: 1_001 }, (_, index) => listing(`S${index}`)));
      let pageToken: string | undefined;
      let seen = 0;
      do {
        await sandbox.advance(1);
        const { body } = await client.searchListings({
          pageSize: '20',
          ...(pageToken === undefined ? {} : { pageToken }),
        });
        expect(body.numberOfResults).toBe(1_001);
        seen += body.items.length;
        pageToken = body.pagination?.nextToken;
      } while (pageToken !== undefined);
      expect(seen).toBe(1_000);
    });

    it('puts what was changed last first, unless told another order', async () => {
      await put(listing('B', { createdDate: '2026-01-02T00:00:00Z' }));
      await sandbox.advance(1);
      await put(listing('A', { createdDate: '2026-01-01T00:00:00Z' }));
      const order = async (query: Record<string, string>): Promise<string> =>
        (await client.searchListings(query)).body.items.map(({ sku }) => sku).join('');
      expect(await order({})).toBe('AB');
      expect(await order({ sortOrder: 'ASC' })).toBe('BA');
      expect(await order({ sortBy: 'createdDate', sortOrder: 'ASC' })).toBe('AB');
      expect(await order({ sortBy: 'sku', sortOrder: 'DESC' })).toBe('BA');
      expect((await client.searchListings({ sortBy: 'price' })).status).toBe(400);
    });

    it('finds by identifiers with their type, 20 at most, and by windows of creation', async () => {
      await put(
        listing('A', { ean: '8712345670016', createdDate: '2026-01-01T00:00:00Z' }),
        listing('B', { asin: 'B000000002', createdDate: '2026-02-01T00:00:00Z' }),
      );
      expect(await skus({ identifiers: 'A,X', identifiersType: 'SKU' })).toEqual(['A']);
      expect(await skus({ identifiers: '8712345670016', identifiersType: 'EAN' })).toEqual(['A']);
      expect(await skus({ identifiers: 'B000000002', identifiersType: 'ASIN' })).toEqual(['B']);
      expect(await skus({ createdAfter: '2026-01-15T00:00:00Z' })).toEqual(['B']);
      await sandbox.advance(10);
      expect((await client.searchListings({ identifiers: 'A' })).status).toBe(400);
      const many = Array.from({ length: 21 }, (_, index) => `S${index}`).join(',');
      expect((await client.searchListings({ identifiers: many, identifiersType: 'SKU' })).status).toBe(400);
      expect((await client.searchListings({ createdAfter: 'yesterday' })).status).toBe(400);
    });

    it('filters by status, by issue and by variation parent; a parent and what is out of stock are not BUYABLE', async () => {
      await put(
        listing('PARENT', { childSkus: ['CHILD'] }),
        listing('CHILD', { parentSku: 'PARENT' }),
        listing('EMPTY', { quantity: 0 }),
        listing('HIDDEN', {
          hidden: true,
          issues: [{ code: '1', message: 'No picture', severity: 'WARNING', categories: ['MISSING_ATTRIBUTE'] }],
        }),
      );
      expect(await skus({ withStatus: 'BUYABLE' })).toEqual(['CHILD', 'HIDDEN']);
      expect(await skus({ withoutStatus: 'DISCOVERABLE' })).toEqual(['HIDDEN']);
      expect(await skus({ withIssueSeverity: 'WARNING' })).toEqual(['HIDDEN']);
      expect(await skus({ variationParentSku: 'PARENT' })).toEqual(['CHILD']);
    });

    it('shows the store that is asked for, in parts that are asked for, summaries by default', async () => {
      await put(listing('A'), listing('N', { marketplaceIds: [NL] }));
      expect(await skus({ marketplaceIds: DE })).toEqual(['A']);
      const { body } = await client.searchListings();
      expect(Object.keys(body.items[0]!).sort()).toEqual(['sku', 'summaries']);
      expect((await client.searchListings({ includedData: 'summaries,prices' })).status).toBe(400);
      expect((await client.searchListings({ marketplaceIds: '' })).status).toBe(400);
      expect((await client.searchListings({ marketplaceIds: 'ATVPDKIKX0DER' })).status).toBe(403);
    });
  });

  describe('getListingsItem', () => {
    it('finds SKUs with every character, encoded, and compares them exactly', async () => {
      await put(listing('a b/c+d#e%'));
      expect((await client.getListing('a b/c+d#e%')).status).toBe(200);
      expect((await client.getListing('A b/c+d#e%')).status).toBe(404);
      const broken = await client.call('GET', '/listings/2021-08-01/items/A1SELLER/%E0%A4%A', {
        query: { marketplaceIds: NL },
      });
      expect(broken.status).toBe(400);
    });

    it('answers 404 for a store in which the SKU is not listed', async () => {
      await put(listing('N', { marketplaceIds: [NL] }));
      expect((await client.getListing('N', { marketplaceIds: DE })).status).toBe(404);
    });

    it('shows the EAN where the seller gave one, the suggested ASIN where not, and a quantity for the merchant alone', async () => {
      await put(listing('E', { ean: '8712345670016' }), listing('F', { channel: 'AMAZON_EU' }));
      expect((await get('E')).attributes?.['externally_assigned_product_identifier']).toMatchObject([
        { type: 'ean', value: '8712345670016' },
      ]);
      expect((await get('F')).attributes).toHaveProperty('merchant_suggested_asin');
      expect((await get('F')).fulfillmentAvailability).toEqual([{ fulfillmentChannelCode: 'AMAZON_EU' }]);
    });
  });

  describe('patchListingsItem', () => {
    it('takes a change over at once and shows it later', async () => {
      await put(listing('A'));
      expect((await client.patchListing('A', stock(9))).body).toMatchObject({ status: 'ACCEPTED', issues: [] });
      expect((await get('A')).fulfillmentAvailability).toEqual([{ fulfillmentChannelCode: 'DEFAULT', quantity: 5 }]);
      await sandbox.advance(SETTLED);
      expect((await get('A')).fulfillmentAvailability).toEqual([{ fulfillmentChannelCode: 'DEFAULT', quantity: 9 }]);
    });

    it('carries the changes of one listing out in their order', async () => {
      await put(listing('A'));
      for (const quantity of [1, 2, 3, 4]) await client.patchListing('A', stock(quantity));
      await sandbox.advance(SETTLED);
      expect((await get('A')).fulfillmentAvailability).toMatchObject([{ quantity: 4 }]);
    });

    it('keeps lead time and restock date with merge, and drops them with replace', async () => {
      await put(listing('A'));
      const availability = async (): Promise<unknown> => (await get('A')).attributes?.['fulfillment_availability'];
      await client.patchListing('A', stock(9));
      await sandbox.advance(SETTLED);
      expect(await availability()).toEqual([
        { fulfillment_channel_code: 'DEFAULT', quantity: 9, lead_time_to_ship_max_days: 2 },
      ]);
      await client.patchListing('A', stock(8, 'replace'));
      await sandbox.advance(SETTLED);
      expect(await availability()).toEqual([{ fulfillment_channel_code: 'DEFAULT', quantity: 8 }]);
    });

    it('lets DEFAULT damage an offer of Amazon: merged it adds a channel, replaced it turns the offer; delete undoes the first', async () => {
      await put(listing('M', { channel: 'AMAZON_EU' }), listing('R', { channel: 'AMAZON_EU' }));
      const channels = async (sku: string): Promise<string[]> =>
        (await get(sku)).fulfillmentAvailability!.map(({ fulfillmentChannelCode }) => fulfillmentChannelCode);
      expect((await client.patchListing('M', stock(3))).body.status).toBe('ACCEPTED');
      await client.patchListing('R', stock(3, 'replace'));
      await sandbox.advance(SETTLED);
      expect(await channels('M')).toEqual(['AMAZON_EU', 'DEFAULT']);
      expect(await channels('R')).toEqual(['DEFAULT']);
      await client.patchListing('M', [{ op: 'delete', path: PATH, value: [{ fulfillment_channel_code: 'DEFAULT' }] }]);
      await sandbox.advance(SETTLED);
      expect(await channels('M')).toEqual(['AMAZON_EU']);
    });

    it('changes the quantity of every store, while the attributes of the others stay stale', async () => {
      await put(listing('A'));
      await client.patchListing('A', stock(9));
      await sandbox.advance(SETTLED);
      const german = await get('A', DE);
      expect(german.fulfillmentAvailability).toMatchObject([{ quantity: 9 }]);
      expect(german.attributes?.['fulfillment_availability']).toMatchObject([{ quantity: 5 }]);
      expect((await get('A')).attributes?.['fulfillment_availability']).toMatchObject([{ quantity: 9 }]);
    });

    it('moves the time of the last change when the change is carried out', async () => {
      await put(listing('A'));
      await client.patchListing('A', stock(0));
      await sandbox.advance(SETTLED);
      const after = { lastUpdatedAfter: '2026-11-20T10:00:01Z' };
      expect(await skus(after)).toEqual(['A']);
      expect((await get('A')).summaries).toMatchObject([{ status: ['DISCOVERABLE'] }]);
    });

    it.each([
      ['a negative quantity', stock(-1)],
      ['half a piece', stock(1.5)],
      ['a quantity as text', stock('3')],
      ['no channel', [{ op: 'merge', path: PATH, value: [{ quantity: 3 }] }]],
      ['an unknown operation', stock(3, 'set')],
      ['a path into the array', [{ op: 'replace', path: `${PATH}/0/quantity`, value: [{ value: 3 }] }]],
      ['no value', [{ op: 'replace', path: PATH }]],
    ])('answers INVALID in a 200 for %s, and writes nothing', async (_, patches) => {
      await put(listing('A'));
      const { status, body } = await client.patchListing('A', patches);
      expect([status, body.status]).toEqual([200, 'INVALID']);
      expect(body.issues[0]?.severity).toBe('ERROR');
      await sandbox.advance(SETTLED);
      expect((await get('A')).fulfillmentAvailability).toMatchObject([{ quantity: 5 }]);
    });

    it('only tells with VALIDATION_PREVIEW, and identifies then alone', async () => {
      await put(listing('A'));
      const preview = { mode: 'VALIDATION_PREVIEW', includedData: 'identifiers,issues' };
      const valid = await client.patchListing('A', stock(9), preview);
      expect(valid.body).toMatchObject({ status: 'VALID', identifiers: [{ marketplaceId: NL, asin: 'B000000001' }] });
      expect((await client.patchListing('A', stock(-9), preview)).body.status).toBe('INVALID');
      await sandbox.advance(SETTLED);
      expect((await get('A')).fulfillmentAvailability).toMatchObject([{ quantity: 5 }]);
      expect((await client.patchListing('A', stock(9), { includedData: 'identifiers' })).status).toBe(400);
      expect((await client.patchListing('A', stock(9), { mode: 'DRY' })).status).toBe(400);
    });

    it('refuses what is no patch with 400, an unknown SKU with 404, and another store of another region with 403', async () => {
      await put(listing('A'));
      expect((await client.patchListing('A', [])).status).toBe(400);
      expect((await client.patchListing('A', [{ op: 'merge' }])).status).toBe(400);
      expect((await client.patchListing('X', stock(1))).status).toBe(404);
      expect((await client.patchListing('A', stock(1), { marketplaceIds: 'ATVPDKIKX0DER' })).status).toBe(403);
      const call = (body: unknown): Promise<{ status: number }> =>
        client.call('PATCH', '/listings/2021-08-01/items/A1SELLER/A', { query: { marketplaceIds: NL }, body });
      await sandbox.advance(1);
      expect((await call('{"productType"')).status).toBe(400);
      expect((await call({ patches: stock(1) })).status).toBe(400);
    });

    it('patches other top-level attributes too', async () => {
      await put(listing('A'));
      await client.patchListing('A', [
        { op: 'replace', path: '/attributes/item_name', value: [{ value: 'Nieuw', marketplace_id: NL }] },
      ]);
      await sandbox.advance(SETTLED);
      expect((await get('A')).attributes?.['item_name']).toMatchObject([{ value: 'Nieuw' }]);
      await client.patchListing('A', [{ op: 'delete', path: '/attributes/item_name' }]);
      await sandbox.advance(SETTLED);
      expect((await get('A')).attributes).not.toHaveProperty('item_name');
    });
  });
});

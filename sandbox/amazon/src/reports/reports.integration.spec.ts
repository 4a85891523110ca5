import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DE, listing, NL, StartedSandbox, type Answered, type Client } from '../testing/started-sandbox.js';

const REPORTS = '/reports/2021-06-30';
const LISTINGS_REPORT = { reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', marketplaceIds: [NL] };

let sandbox: StartedSandbox;
let client: Client;
beforeEach(async () => {
  sandbox = await StartedSandbox.start();
  client = await sandbox.seller();
});
afterEach(() => sandbox.close());

const put = (...listings: object[]): Promise<unknown> =>
  sandbox.control('POST', '/sellers/A1SELLER/listings', listings);
const text = async (answer: Promise<Answered>, name: string): Promise<string> => String((await answer).body[name]);

describe('Reports API 2021-06-30', () => {
  const create = (body: object = LISTINGS_REPORT): Promise<Answered> =>
    client.call('POST', `${REPORTS}/reports`, { body });
  const get = (id: string): Promise<Answered> => client.call('GET', `${REPORTS}/reports/${id}`);

  it('makes the listings report in steps, to be fetched by a presigned link, packed, in the character set that it names', async () => {
    await put(
      listing('A', {
        title: 'Café crème',
        ean: '8712345670016',
        quantity: 7,
        price: { amount: 12.5, currency: 'EUR' },
      }),
      listing('F', { channel: 'AMAZON_EU' }),
      listing('D', { marketplaceIds: [DE] }),
    );
    const created = await create();
    expect(created.status).toBe(202);
    const id = String(created.body['reportId']);
    expect((await get(id)).body['processingStatus']).toBe('IN_QUEUE');
    await sandbox.advance(30);
    expect((await get(id)).body['processingStatus']).toBe('IN_PROGRESS');
    await sandbox.advance(70);
    const done = (await get(id)).body;
    expect(done['processingStatus']).toBe('DONE');
    const document = await client.call('GET', `${REPORTS}/documents/${String(done['reportDocumentId'])}`);
    expect(document.body['compressionAlgorithm']).toBe('GZIP');
    const download = await fetch(String(document.body['url']));
    const charset = /charset=(\S+)/.exec(download.headers.get('content-type') ?? '')?.[1];
    const rows = new TextDecoder(charset)
      .decode(gunzipSync(Buffer.from(await download.arrayBuffer())))
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    const column = (name: string): (string | undefined)[] => rows.slice(1).map((row) => row[rows[0]!.indexOf(name)]);
    expect(rows[0]).toHaveLength(29);
    expect(column('seller-sku')).toEqual(['A', 'F']);
    expect(column('item-name')[0]).toBe('Café crème');
    expect(column('quantity')).toEqual(['7', '']);
    expect(column('fulfillment-channel')).toEqual(['DEFAULT', 'AMAZON_EU']);
    expect(column('product-id-type')).toEqual(['4', '1']);
    expect(column('price')[0]).toBe('12.50');
  });

  it.each([
    ['ISO-8859-1', 'Caf\u00e9 ? 5'],
    ['windows-1252', 'Caf\u00e9 \u20ac 5'],
    ['UTF-8', 'Caf\u00e9 \u20ac 5'],
  ] as const)('comes in the character set of the seller: %s', async (reportCharset, name) => {
    const seller = await sandbox.seller({ reportCharset });
    await put(listing('A', { title: 'Caf\u00e9 \u20ac 5' }));
    const { body } = await seller.call('POST', `${REPORTS}/reports`, { body: LISTINGS_REPORT });
    await sandbox.advance(100);
    const done = await seller.call('GET', `${REPORTS}/reports/${String(body['reportId'])}`);
    const document = await seller.call('GET', `${REPORTS}/documents/${String(done.body['reportDocumentId'])}`);
    const download = await fetch(String(document.body['url']));
    expect(download.headers.get('content-type')).toBe(`text/plain; charset=${reportCharset}`);
    const bytes = gunzipSync(Buffer.from(await download.arrayBuffer()));
    expect(new TextDecoder(reportCharset).decode(bytes)).toContain(name);
  });

  it('leaves a line separator in a description as it is, and puts blanks for tabs and line feeds', async () => {
    const seller = await sandbox.seller({ reportCharset: 'UTF-8' });
    await put(listing('A', { description: 'one\ttwo\r\nthree\u2028four\u2029five\rsix' }));
    const { body } = await seller.call('POST', `${REPORTS}/reports`, { body: LISTINGS_REPORT });
    await sandbox.advance(100);
    const done = await seller.call('GET', `${REPORTS}/reports/${String(body['reportId'])}`);
    const document = await seller.call('GET', `${REPORTS}/documents/${String(done.body['reportDocumentId'])}`);
    const download = await fetch(String(document.body['url']));
    const text = gunzipSync(Buffer.from(await download.arrayBuffer())).toString('utf8');
    expect(text.split('\n')[1]!.split('\t')[1]).toBe('one two three\u2028four\u2029five\rsix');
  });

  it('lets a link live five minutes, and refuses headers of the API on it, in XML', async () => {
    await put(listing('A'));
    const id = await text(create(), 'reportId');
    await sandbox.advance(100);
    const documentId = await text(get(id), 'reportDocumentId');
    const url = await text(client.call('GET', `${REPORTS}/documents/${documentId}`), 'url');
    const withToken = await fetch(url, { headers: { 'x-amz-access-token': client.accessToken } });
    expect([withToken.status, await withToken.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied')]);
    expect((await fetch(url)).status).toBe(200);
    await sandbox.advance(300);
    const late = await fetch(url);
    expect(late.status).toBe(403);
    expect(await late.text()).toContain('<Error>');
  });

  it('cancels a report without data, one that is asked for again within minutes, and one in the queue on request', async () => {
    const empty = await text(create(), 'reportId');
    await sandbox.advance(100);
    expect((await get(empty)).body['processingStatus']).toBe('CANCELLED');
    await put(listing('A'));
    const first = await text(create(), 'reportId');
    const again = await text(create(), 'reportId');
    expect((await client.call('DELETE', `${REPORTS}/reports/${first}`)).status).toBe(200);
    expect((await get(first)).body['processingStatus']).toBe('CANCELLED');
    expect((await client.call('DELETE', `${REPORTS}/reports/${first}`)).status).toBe(400);
    await sandbox.advance(30);
    expect((await get(again)).body['processingStatus']).toBe('CANCELLED');
  });

  it('lists reports by type and status, in pages whose token is given alone', async () => {
    await put(listing('A'));
    await create();
    await create({ ...LISTINGS_REPORT, marketplaceIds: [DE] });
    const query = { reportTypes: LISTINGS_REPORT.reportType, pageSize: '1' };
    const list = (given: Record<string, string>): Promise<Answered> =>
      client.call('GET', `${REPORTS}/reports`, { query: given });
    const first = await list(query);
    expect(first.body['reports']).toMatchObject([{ marketplaceIds: [DE] }]);
    const nextToken = String(first.body['nextToken']);
    expect((await list({ nextToken })).body['reports']).toMatchObject([{ marketplaceIds: [NL] }]);
    expect((await list({ nextToken, pageSize: '1' })).status).toBe(400);
    expect((await list({})).status).toBe(400);
    expect((await list({ ...query, processingStatuses: 'BAD_VALUE' })).status).toBe(400);
    expect((await list({ ...query, processingStatuses: 'DONE' })).body['reports']).toEqual([]);
  });

  it('refuses unknown types, stores of other regions and ids, and keeps sellers apart', async () => {
    expect((await create({ ...LISTINGS_REPORT, reportType: 'BAD' })).status).toBe(400);
    expect((await create({ ...LISTINGS_REPORT, marketplaceIds: [] })).status).toBe(400);
    expect((await create({ ...LISTINGS_REPORT, marketplaceIds: ['ATVPDKIKX0DER'] })).status).toBe(403);
    const id = await text(create(), 'reportId');
    const other = await sandbox.seller({ sellerId: 'A2OTHER' });
    expect((await other.call('GET', `${REPORTS}/reports/${id}`)).status).toBe(404);
    expect((await client.call('GET', `${REPORTS}/documents/no`)).status).toBe(404);
  });

  it('ends as FATAL or CANCELLED whatever is in it, where it is told to', async () => {
    await put(listing('A'));
    for (const ending of ['FATAL', 'CANCELLED'])
      await sandbox.control('POST', '/sellers/A1SELLER/endings', { type: LISTINGS_REPORT.reportType, ending });
    const ids = [
      await text(create(), 'reportId'),
      await text(create({ ...LISTINGS_REPORT, marketplaceIds: [DE] }), 'reportId'),
    ];
    await sandbox.advance(100);
    expect((await get(ids[0]!)).body).toMatchObject({ processingStatus: 'FATAL' });
    expect((await get(ids[1]!)).body).toMatchObject({ processingStatus: 'CANCELLED' });
  });

  it('keeps a report for 90 days', async () => {
    await put(listing('A'));
    const id = await text(create(), 'reportId');
    await sandbox.advance(90 * 86_400 - 60);
    await client.renew();
    expect((await get(id)).body['processingStatus']).toBe('DONE');
    await sandbox.advance(120);
    expect((await get(id)).status).toBe(404);
  });
});

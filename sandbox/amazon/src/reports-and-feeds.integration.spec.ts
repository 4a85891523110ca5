import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AmazonModels, amazonModels } from './testing/amazon-models.js';
import { DE, listing, NL, StartedSandbox, type Answered, type Client } from './testing/started-sandbox.js';

const REPORTS = '/reports/2021-06-30';
const FEEDS = '/feeds/2021-06-30';
const LISTINGS_REPORT = { reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', marketplaceIds: [NL] };
const JSON_TYPE = 'application/json; charset=UTF-8';

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
    expect((await get(again)).body['processingStatus']).toBe('CANCELLED');
    expect((await client.call('DELETE', `${REPORTS}/reports/${first}`)).status).toBe(200);
    expect((await get(first)).body['processingStatus']).toBe('CANCELLED');
    expect((await client.call('DELETE', `${REPORTS}/reports/${first}`)).status).toBe(400);
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
});

describe('Feeds API 2021-06-30', () => {
  const get = (id: string): Promise<Answered> => client.call('GET', `${FEEDS}/feeds/${id}`);
  const document = (): Promise<Answered> =>
    client.call('POST', `${FEEDS}/documents`, { body: { contentType: JSON_TYPE } });
  const create = (inputFeedDocumentId: string, feedType = 'JSON_LISTINGS_FEED'): Promise<Answered> =>
    client.call('POST', `${FEEDS}/feeds`, { body: { feedType, marketplaceIds: [NL], inputFeedDocumentId } });
  const upload = (url: string, body: string, type = JSON_TYPE): Promise<Response> =>
    fetch(url, { method: 'PUT', body, headers: { 'content-type': type } });

  /** Sends a feed and gives what Amazon says of it when it is done. */
  const feed = async (file: object | string): Promise<Record<string, unknown>> => {
    await client.renew();
    const { body } = await document();
    const content = typeof file === 'string' ? file : JSON.stringify(file);
    expect((await upload(String(body['url']), content)).status).toBe(200);
    const id = await text(create(String(body['feedDocumentId'])), 'feedId');
    expect((await get(id)).body['processingStatus']).toBe('IN_QUEUE');
    await sandbox.advance(10 * 60);
    expect((await get(id)).body['processingStatus']).toBe('IN_PROGRESS');
    await sandbox.advance(20 * 60);
    return (await get(id)).body;
  };
  const resultOf = async (done: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const result = await client.call('GET', `${FEEDS}/documents/${String(done['resultFeedDocumentId'])}`);
    expect(result.body['compressionAlgorithm']).toBe('GZIP');
    const download = await fetch(String(result.body['url']));
    const report = JSON.parse(gunzipSync(Buffer.from(await download.arrayBuffer())).toString()) as Record<
      string,
      unknown
    >;
    if (AmazonModels.present) {
      const validate = amazonModels.schema('feed-schemas/listings-feed-processing-report-schema-v2.json');
      expect([validate(report), validate.errors]).toEqual([true, null]);
    }
    return report;
  };
  const header = { sellerId: 'A1SELLER', version: '2.0', issueLocale: 'en_US' };
  const message = (messageId: number, sku: string, quantity: number): object => ({
    messageId,
    sku,
    operationType: 'PATCH',
    productType: 'PRODUCT',
    patches: [
      {
        op: 'merge',
        path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
      },
    ],
  });
  const quantityOf = async (sku: string): Promise<unknown> =>
    (await client.getListing(sku, { includedData: 'fulfillmentAvailability' })).body.fulfillmentAvailability?.[0]
      ?.quantity;

  it('works a listings feed off after half an hour and reports on every message', async () => {
    await put(listing('A'), listing('B'));
    const done = await feed({
      header,
      messages: [message(1, 'A', 11), message(2, 'B', -1), message(3, 'X', 1), message(1, 'A', 2)],
    });
    expect(done['processingStatus']).toBe('DONE');
    const report = await resultOf(done);
    expect(report['summary']).toEqual({
      errors: 3,
      warnings: 0,
      messagesProcessed: 4,
      messagesAccepted: 1,
      messagesInvalid: 3,
    });
    expect(report['issues']).toMatchObject([{ messageId: 2, sku: 'B' }, { messageId: 3, sku: 'X' }, { messageId: 1 }]);
    expect(report).not.toHaveProperty('items');
    await sandbox.advance(60);
    expect([await quantityOf('A'), await quantityOf('B')]).toEqual([11, 5]);
  });

  it('tells what came of it only where header.report asks', async () => {
    await put(listing('A'));
    const asking = {
      ...header,
      report: { includedData: ['issues', 'fulfillmentAvailability'], apiVersion: '2021-08-01' },
    };
    const report = await resultOf(await feed({ header: asking, messages: [message(1, 'A', 11)] }));
    expect(report['items']).toMatchObject([{ sku: 'A', fulfillmentAvailability: [{}] }]);
  });

  it('is DONE though every message is invalid, and FATAL when the file cannot be read', async () => {
    const done = await feed({ header, messages: [message(1, 'X', 1)] });
    expect(done['processingStatus']).toBe('DONE');
    expect((await resultOf(done))['summary']).toMatchObject({ messagesAccepted: 0, messagesInvalid: 1 });
    expect((await feed('{"header"'))['processingStatus']).toBe('FATAL');
  });

  it('takes no more than 25,000 messages, and no header of another seller', async () => {
    const many = Array.from({ length: 25_001 }, (_, index) => ({ messageId: index + 1 }));
    expect((await feed({ header, messages: many }))['processingStatus']).toBe('FATAL');
    const foreign = await feed({ header: { ...header, sellerId: 'A2OTHER' }, messages: [message(1, 'A', 1)] });
    expect((await resultOf(foreign))['issues']).toHaveLength(1);
  });

  it('replaces attributes with PARTIAL_UPDATE and takes a listing away with DELETE', async () => {
    await put(listing('A'), listing('B'));
    await feed({
      header,
      messages: [
        {
          messageId: 1,
          sku: 'A',
          operationType: 'PARTIAL_UPDATE',
          productType: 'PRODUCT',
          attributes: { fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity: 8 }] },
        },
        { messageId: 2, sku: 'B', operationType: 'DELETE' },
      ],
    });
    await sandbox.advance(60);
    expect(await quantityOf('A')).toBe(8);
    expect((await client.getListing('B')).status).toBe(404);
  });

  it('takes an upload only with the content type that was announced, without headers of the API, within five minutes', async () => {
    const url = await text(document(), 'url');
    const other = await upload(url, '{}', 'application/json');
    expect([other.status, await other.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    const late = await text(document(), 'url');
    await sandbox.advance(300);
    expect((await upload(late, '{}')).status).toBe(403);
    expect((await client.call('POST', `${FEEDS}/documents`, { body: {} })).status).toBe(400);
  });

  it('refuses the feeds that were switched off, unknown ones and unknown documents; five in five minutes are the most', async () => {
    const id = await text(document(), 'feedDocumentId');
    expect((await create(id, 'POST_INVENTORY_AVAILABILITY_DATA')).status).toBe(400);
    expect((await create(id, 'OTHER')).status).toBe(400);
    expect((await create('badDocumentId')).status).toBe(400);
    for (let number = 0; number < 5; number += 1) expect((await create(id)).status).toBe(202);
    expect((await create(id)).status).toBe(429);
    await sandbox.advance(300);
    expect((await create(id)).status).toBe(202);
  });

  it('lists feeds and cancels one that waits', async () => {
    const id = await text(create(await text(document(), 'feedDocumentId')), 'feedId');
    const list = await client.call('GET', `${FEEDS}/feeds`, { query: { feedTypes: 'JSON_LISTINGS_FEED' } });
    expect(list.body['feeds']).toMatchObject([{ feedId: id, processingStatus: 'IN_QUEUE' }]);
    expect((await client.call('DELETE', `${FEEDS}/feeds/${id}`)).status).toBe(200);
    expect((await get(id)).body['processingStatus']).toBe('CANCELLED');
    expect((await get('badFeedId1')).status).toBe(404);
  });
});

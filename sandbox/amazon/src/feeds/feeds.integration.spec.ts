import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AmazonModels, amazonModels } from '../testing/amazon-models.js';
import { listing, NL, StartedSandbox, type Answered, type Client } from '../testing/started-sandbox.js';

const FEEDS = '/feeds/2021-06-30';
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

  it('keeps a result for 28 days', async () => {
    const done = await feed({ header, messages: [] });
    const path = `${FEEDS}/documents/${String(done['resultFeedDocumentId'])}`;
    expect((await client.call('GET', path)).status).toBe(200);
    await sandbox.advance(28 * 86_400 + 60);
    await client.renew();
    expect((await client.call('GET', path)).status).toBe(404);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listing, order, StartedSandbox, type Client } from './testing/started-sandbox.js';

const AFTER = { lastUpdatedAfter: '2026-11-19T00:00:00Z' };
const PATCHES = [
  {
    op: 'merge',
    path: '/attributes/fulfillment_availability',
    value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 9 }],
  },
];

describe('The control API', () => {
  let folder: string;
  let sandbox: StartedSandbox;
  let client: Client;
  const start = async (): Promise<void> => {
    sandbox = await StartedSandbox.start({ stateFile: join(folder, 'state') });
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    await start();
    client = await sandbox.seller();
    await sandbox.control('POST', '/sellers/A1SELLER/orders', order(1));
    await sandbox.control('POST', '/sellers/A1SELLER/listings', listing('A'));
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  it('logs every call with who, what and result, and counts them by operation', async () => {
    await client.searchOrders(AFTER);
    await client.searchOrders({});
    const { calls } = await sandbox.control<{ calls: object[] }>('GET', '/calls?tenant=A1SELLER');
    expect(calls).toMatchObject([
      { operation: 'searchOrders', tenant: 'A1SELLER', status: 200 },
      { operation: 'searchOrders', tenant: 'A1SELLER', status: 400 },
    ]);
    const summary = await sandbox.control('GET', '/calls/summary');
    expect(summary['byOperation']).toEqual({ token: { 200: 1 }, searchOrders: { 200: 1, 400: 1 } });
  });

  it('keeps sellers, orders, listings and waiting changes, tokens and limits from one run to the next', async () => {
    await client.patchListing('A', PATCHES);
    await sandbox.control('PUT', '/rates', { operation: 'getAccount', rate: 1, burst: 1 });
    await sandbox.close();
    await start();
    const headers = { 'x-amz-access-token': client.accessToken, 'user-agent': 'Tests/1.0' };
    const account = await fetch(`${sandbox.url}/sellers/v1/account`, { headers });
    expect([account.status, account.headers.get('x-amzn-ratelimit-limit')]).toEqual([200, '1']);
    const { body } = await sandbox.token({ grant_type: 'refresh_token', refresh_token: 'Atzr|A1SELLER' });
    expect(body['access_token']).toBeDefined();
    const { orders } = await sandbox.control<{ orders: object[] }>('GET', '/sellers/A1SELLER/orders');
    expect(orders).toHaveLength(1);
    await sandbox.advance(60);
    const { listings } = await sandbox.control<{ listings: object[] }>('GET', '/sellers/A1SELLER/listings');
    expect(listings).toMatchObject([{ sku: 'A', availability: [{ quantity: 9 }] }]);
  });

  it('writes a snapshot while it runs, from which another sandbox goes on', async () => {
    await client.patchListing('A', PATCHES);
    const file = join(folder, 'snapshot');
    expect(await sandbox.control('POST', '/snapshot', { file })).toEqual({ file });
    await sandbox.control('POST', '/sellers/A1SELLER/orders', order(2));
    const other = await StartedSandbox.start({ stateFile: file });
    const { orders } = await other.control<{ orders: object[] }>('GET', '/sellers/A1SELLER/orders');
    const { waiting } = await other.control<{ waiting: object[] }>('GET', '/sellers/A1SELLER/listings');
    expect([orders.length, waiting.length]).toEqual([1, 1]);
    await other.close();
  });

  it.each<[string, string, unknown]>([
    ['POST', '/faults', { kind: 'storm' }],
    ['POST', '/clock/advance', { seconds: 'many' }],
    ['PUT', '/clock', { now: 'soon' }],
    ['POST', '/queues', { name: 'no queue' }],
    ['POST', '/sellers/A1SELLER/endings', { type: 'X', ending: 'DONE' }],
  ])('says what is wrong with %s %s %j', async (method, path, body) => {
    await expect(sandbox.control(method, path, body)).rejects.toThrow(/"sandbox":"Error: \w/);
  });

  it('can lose an answer after the work is done', async () => {
    await sandbox.control('POST', '/faults', {
      kind: 'done-but-answer-lost',
      operation: 'patchListingsItem',
      times: 1,
    });
    await expect(client.patchListing('A', PATCHES)).rejects.toThrow();
    const { waiting } = await sandbox.control<{ waiting: object[] }>('GET', '/sellers/A1SELLER/listings');
    expect(waiting).toHaveLength(1);
  });

  it('forgets everything on a reset', async () => {
    await sandbox.control('POST', '/reset', {});
    expect(await sandbox.control('GET', '/sellers')).toEqual({ sellers: [] });
    expect((await client.searchOrders(AFTER)).status).toBe(403);
    expect((await sandbox.token({ grant_type: 'refresh_token', refresh_token: 'Atzr|A1SELLER' })).status).toBe(400);
  });
});

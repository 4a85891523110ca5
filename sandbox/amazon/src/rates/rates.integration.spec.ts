import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { operations } from '../api/operations.js';
import { NL, StartedSandbox, type Answered, type Client } from '../testing/started-sandbox.js';

/** Rates and bursts of amazon-sp-api 11, written down a second time. */
const EXPECTED: readonly (readonly [string, number, number])[] = [
  ['searchOrders', 0.0056, 20],
  ['getOrder', 0.5, 30],
  ['searchListingsItems', 5, 5],
  ['getListingsItem', 5, 10],
  ['patchListingsItem', 5, 5],
  ['getMarketplaceParticipations', 0.016, 15],
  ['getAccount', 0.016, 15],
  ['createReport', 0.0167, 15],
  ['getReports', 0.0222, 10],
  ['getReport', 2, 15],
  ['cancelReport', 0.0222, 10],
  ['getReportDocument', 0.0167, 15],
  ['createFeedDocument', 0.5, 15],
  ['createFeed', 0.0083, 15],
  ['getFeeds', 0.0222, 10],
  ['getFeed', 2, 15],
  ['cancelFeed', 2, 15],
  ['getFeedDocument', 0.0222, 10],
  ...[
    'createSubscription',
    'getSubscription',
    'getSubscriptions',
    'getSubscriptionById',
    'deleteSubscriptionById',
    'sendTestNotification',
  ].map((name) => [name, 1, 5] as const),
  ['rotateApplicationClientSecret', 0.0167, 1],
  ...['createDestination', 'getDestinations', 'getDestination', 'deleteDestination'].map(
    (name) => [name, 1, 5] as const,
  ),
];

describe('Rates', () => {
  let sandbox: StartedSandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller();
  });
  afterEach(() => sandbox.close());

  const pathOf = (pattern: RegExp): string =>
    pattern.source.slice(1, -1).replaceAll('\\/', '/').replaceAll('([^/]+)', 'x');
  const callOf = async (name: string): Promise<() => Promise<Answered>> => {
    const operation = operations.findLast((known) => known.name === name)!;
    const caller = operation.scope === undefined ? client : await sandbox.application(operation.scope);
    return () => caller.call(operation.method, pathOf(operation.path));
  };

  it('knows a rate for every operation', () => {
    expect(new Set(EXPECTED.map(([name]) => name))).toEqual(new Set(operations.map(({ name }) => name)));
  });

  it.each(EXPECTED)('lets %s through %d times a second after a burst of %d', async (name, rate, burst) => {
    const call = await callOf(name);
    for (let number = 0; number < burst; number += 1) expect((await call()).status).not.toBe(429);
    expect((await call()).status).toBe(429);
    await sandbox.advance(0.98 / rate);
    expect((await call()).status).toBe(429);
    await sandbox.advance(0.03 / rate);
    expect((await call()).status).not.toBe(429);
    expect((await call()).status).toBe(429);
  });

  it('says no without any header that would help, and tells the rate in other answers, but not in a 403', async () => {
    const query = { lastUpdatedAfter: '2026-11-19T00:00:00Z' };
    const good = await client.searchOrders(query);
    expect(good.headers.get('x-amzn-ratelimit-limit')).toBe('0.0056');
    expect((await client.searchOrders({})).headers.get('x-amzn-ratelimit-limit')).toBe('0.0056');
    const denied = await client.searchOrders({ ...query, marketplaceIds: 'ATVPDKIKX0DER' });
    expect([denied.status, denied.headers.get('x-amzn-ratelimit-limit')]).toEqual([403, null]);
    let last = good;
    for (let number = 0; number < 20; number += 1) last = await client.searchOrders(query);
    expect(last.status).toBe(429);
    expect(last.text).toContain('QuotaExceeded');
    expect(last.headers.get('x-amzn-ratelimit-limit')).toBeNull();
    expect(last.headers.get('retry-after')).toBeNull();
  });

  it('gives every answer a request id of its own', async () => {
    const ids = [await client.searchListings(), await client.getListing('X'), await client.searchOrders({})].map(
      ({ headers }) => headers.get('x-amzn-requestid'),
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(null);
  });

  it('makes failed calls cost a token', async () => {
    for (let number = 0; number < 20; number += 1) expect((await client.searchOrders({})).status).toBe(400);
    expect((await client.searchOrders({ lastUpdatedAfter: '2026-11-19T00:00:00Z' })).status).toBe(429);
  });

  it('keeps a bucket for each seller and operation', async () => {
    const other = await sandbox.seller({ sellerId: 'A2OTHER' });
    for (let number = 0; number < 6; number += 1) await client.searchListings();
    expect((await client.searchListings()).status).toBe(429);
    expect((await other.searchListings()).status).toBe(200);
    expect((await client.getListing('X')).status).toBe(404);
  });

  it('adapts a limit to a seller, and tells that rate', async () => {
    const other = await sandbox.seller({ sellerId: 'A2OTHER' });
    const lowered = { sellerId: 'A1SELLER', operation: 'searchOrders', rate: 0.002, burst: 2 };
    await sandbox.control('PUT', '/rates', lowered);
    const query = { lastUpdatedAfter: '2026-11-19T00:00:00Z' };
    expect((await client.searchOrders(query)).headers.get('x-amzn-ratelimit-limit')).toBe('0.002');
    await client.searchOrders(query);
    expect((await client.searchOrders(query)).status).toBe(429);
    expect((await other.searchOrders(query)).headers.get('x-amzn-ratelimit-limit')).toBe('0.0056');
    await expect(sandbox.control('PUT', '/rates', { ...lowered, operation: 'orders' })).rejects.toThrow(/is none/);
  });

  it('counts a dry run apart, against a lower limit', async () => {
    const preview = async (): Promise<Answered<unknown>> =>
      client.patchListing('X', [], { mode: 'VALIDATION_PREVIEW' });
    for (let number = 0; number < 5; number += 1) expect((await preview()).status).toBe(400);
    expect((await preview()).status).toBe(429);
    expect((await client.patchListing('X', [])).status).toBe(400);
    await sandbox.advance(0.9);
    expect((await preview()).status).toBe(429);
  });

  it('counts what all sellers of the application use together', async () => {
    await sandbox.control('PUT', '/rates', { operation: 'getListingsItem', rate: 1_000, burst: 1_000 });
    for (let number = 0; number < 50; number += 1) expect((await client.getListing('X')).status).toBe(404);
    const other = await sandbox.seller({ sellerId: 'A2OTHER' });
    for (let number = 0; number < 50; number += 1) expect((await other.getListing('X')).status).toBe(404);
    expect((await other.getListing('X')).status).toBe(429);
  });

  it('never refuses who keeps to the rate after the burst, and refuses who is a little early', async () => {
    const search = async (): Promise<number> => (await client.searchListings({ marketplaceIds: NL })).status;
    for (let number = 0; number < 5; number += 1) expect(await search()).toBe(200);
    for (let number = 0; number < 30; number += 1) {
      await sandbox.advance(0.2);
      expect(await search()).toBe(200);
    }
    await sandbox.advance(0.19);
    expect(await search()).toBe(429);
  });
});

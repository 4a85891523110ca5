import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listing, order, StartedSandbox, type Client } from './testing/started-sandbox.js';

const CALLS = 10;
/** A seller with a thousand times as much may cost so many times as much a call, and no more. */
const BOUND = 12;
const AFTER = { lastUpdatedAfter: '2026-11-19T00:00:00Z', maxResultsPerPage: '20' };

describe('10,000 listings and 100,000 orders', () => {
  let sandbox: StartedSandbox;
  let small: Client;
  let large: Client;
  beforeAll(async () => {
    sandbox = await StartedSandbox.start();
    small = await sandbox.seller({ sellerId: 'A1SMALL' });
    large = await sandbox.seller({ sellerId: 'A2LARGE' });
    const fill = async (sellerId: string, what: string, count: number, make: (n: number) => object): Promise<void> => {
      for (let from = 0; from < count; from += 10_000) {
        const part = Array.from({ length: Math.min(10_000, count - from) }, (_, index) => make(from + index));
        await sandbox.control('POST', `/sellers/${sellerId}/${what}`, part);
      }
    };
    const second = (n: number): string => new Date(Date.parse('2026-11-19T00:00:00Z') + n * 500).toISOString();
    const orderOf = (n: number): object => order(n, { lastUpdatedTime: second(n) });
    const listingOf = (n: number): object => listing(`S${n}`);
    await fill('A1SMALL', 'orders', 100, orderOf);
    await fill('A2LARGE', 'orders', 100_000, orderOf);
    await fill('A1SMALL', 'listings', 20, listingOf);
    await fill('A2LARGE', 'listings', 10_000, listingOf);
  });
  afterAll(() => sandbox.close());

  /** Milliseconds of a call, the best of several: what others do on this machine is not counted. */
  const cost = async (call: () => Promise<{ status: number }>): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    for (let number = 0; number <= CALLS; number += 1) {
      await sandbox.advance(number === 0 ? 0 : 2);
      const started = performance.now();
      expect((await call()).status).toBe(200);
      best = Math.min(best, performance.now() - started);
    }
    return best;
  };

  it.each<[string, (client: Client) => Promise<{ status: number }>]>([
    ['a page of orders', (client) => client.searchOrders(AFTER)],
    ['a page of listings', (client) => client.searchListings({ pageSize: '20' })],
    ['one listing', (client) => client.getListing('S7')],
  ])('cost no more for %s than a handful does, within a generous bound', async (_, call) => {
    const ofFew = await cost(() => call(small));
    const ofMany = await cost(() => call(large));
    expect(ofMany).toBeLessThan(Math.max(ofFew, 1) * BOUND);
  });

  it('are walked in windows, a page at a time, without a gap', async () => {
    await large.renew();
    const seen = new Set<string>();
    let paginationToken: string | undefined;
    for (let page = 0; page < 12; page += 1) {
      await sandbox.advance(180);
      const { body } = await large.searchOrders({
        lastUpdatedAfter: AFTER.lastUpdatedAfter,
        ...(paginationToken === undefined ? {} : { paginationToken }),
      });
      for (const { orderId } of body.orders) seen.add(orderId);
      paginationToken = body.pagination?.nextToken;
    }
    expect(seen.size).toBe(1_200);
  });
});

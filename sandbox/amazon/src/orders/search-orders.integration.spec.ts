import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataSetNames } from './order-model.js';
import { DE, NL, order, StartedSandbox, type Answered, type Client } from '../testing/started-sandbox.js';

const AFTER = { lastUpdatedAfter: '2026-11-19T00:00:00Z' };

describe('Orders API 2026-01-01', () => {
  let sandbox: StartedSandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller();
  });
  afterEach(() => sandbox.close());

  const put = (...orders: object[]): Promise<unknown> => sandbox.control('POST', '/sellers/A1SELLER/orders', orders);
  const found = async (query: Readonly<Record<string, string>>): Promise<string[]> => {
    const { status, body } = await client.searchOrders({ ...AFTER, ...query });
    expect(status).toBe(200);
    return body.orders.map(({ orderId }) => orderId.slice(4, 11));
  };
  const refused = async (query: Readonly<Record<string, string>>, status = 400): Promise<void> => {
    const answer = await client.searchOrders(query);
    const { errors } = answer.body as unknown as { errors: { code: string }[] };
    expect([answer.status, errors[0]?.code]).toEqual([status, status === 400 ? 'InvalidInput' : 'Unauthorized']);
  };

  it('needs exactly one of createdAfter and lastUpdatedAfter, and does not mix their families', async () => {
    await refused({});
    await refused({ ...AFTER, createdAfter: '2026-11-19T00:00:00Z' });
    await refused({ ...AFTER, createdBefore: '2026-11-19T10:00:00Z' });
    await refused({ createdAfter: '2026-11-19T00:00:00Z', lastUpdatedBefore: '2026-11-19T10:00:00Z' });
  });

  it('takes dates in ISO 8601 alone, and …Before only after …After', async () => {
    await refused({ lastUpdatedAfter: 'TEST_CASE_400' });
    await refused({ lastUpdatedAfter: '19-11-2026' });
    await refused({ ...AFTER, lastUpdatedBefore: '2026-11-18T00:00:00Z' });
  });

  it('takes no …Before younger than two minutes, and tells the one that it used', async () => {
    await refused({ ...AFTER, lastUpdatedBefore: '2026-11-20T09:58:01Z' });
    const given = await client.searchOrders({ ...AFTER, lastUpdatedBefore: '2026-11-20T09:58:00Z' });
    expect(given.body.lastUpdatedBefore).toBe('2026-11-20T09:58:00.000Z');
    const own = await client.searchOrders({ createdAfter: '2026-11-19T00:00:00Z' });
    expect(own.body.createdBefore).toBe('2026-11-20T09:58:00.000Z');
  });

  it('shows an order two minutes after its last change, not sooner', async () => {
    await put(order(1, { lastUpdatedTime: '2026-11-20T10:00:00.000Z' }));
    await sandbox.advance(119);
    expect(await found({})).toEqual([]);
    await sandbox.advance(1);
    expect(await found({})).toEqual(['0000001']);
  });

  it('finds by creation what was created, by change what was changed', async () => {
    await put(order(1, { createdTime: '2026-11-01T00:00:00.000Z' }));
    expect(await found({})).toEqual(['0000001']);
    const { body } = await client.searchOrders({ createdAfter: '2026-11-18T00:00:00Z' });
    expect(body.orders).toEqual([]);
  });

  it('moves the time of the last change with every change', async () => {
    await put(order(1));
    await sandbox.control('PATCH', `/sellers/A1SELLER/orders/402-0000001-1234567`, {
      fulfillment: { fulfillmentStatus: 'SHIPPED' },
    });
    expect(await found({})).toEqual([]);
    await sandbox.advance(120);
    expect(await found({ fulfillmentStatuses: 'SHIPPED' })).toEqual(['0000001']);
  });

  it('filters by store, state and who fulfils', async () => {
    await put(
      order(1),
      order(2, { salesChannel: { channelName: 'AMAZON', marketplaceId: DE } }),
      order(3, { fulfillment: { fulfillmentStatus: 'PENDING', fulfilledBy: 'MERCHANT' } }),
      order(4, { fulfillment: { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'AMAZON' } }),
    );
    expect(await found({ marketplaceIds: DE })).toEqual(['0000002']);
    expect(await found({ marketplaceIds: `${NL},${DE}` })).toHaveLength(4);
    expect(await found({ fulfillmentStatuses: 'PENDING,SHIPPED' })).toEqual(['0000003', '0000004']);
    expect(await found({ fulfilledBy: 'AMAZON' })).toEqual(['0000004']);
  });

  it('refuses states, fulfillers and data sets that it does not know', async () => {
    await refused({ ...AFTER, fulfillmentStatuses: 'Unshipped' });
    await refused({ ...AFTER, fulfilledBy: 'AFN' });
    await refused({ ...AFTER, includedData: 'BUYER,ADDRESS' });
  });

  it('takes at most 50 stores, of its region, none of them a non-Amazon one', async () => {
    await refused({ ...AFTER, marketplaceIds: Array.from({ length: 51 }, () => NL).join(',') });
    await refused({ ...AFTER, marketplaceIds: `${NL},A2ZV50J4W1RKNI` }, 403);
    await refused({ ...AFTER, marketplaceIds: 'ATVPDKIKX0DER' }, 403);
    await refused({ ...AFTER, marketplaceIds: 'invalid' });
  });

  it('takes lists as one comma separated value, never as repeated keys', async () => {
    const answer = await client.searchOrders([
      ['lastUpdatedAfter', AFTER.lastUpdatedAfter],
      ['includedData', 'BUYER'],
      ['includedData', 'RECIPIENT'],
    ]);
    expect(answer.status).toBe(400);
  });

  it('gives pages of 1 to 100 orders, and no pagination on the last', async () => {
    await refused({ ...AFTER, maxResultsPerPage: '0' });
    await refused({ ...AFTER, maxResultsPerPage: '101' });
    await put(...Array.from({ length: 101 }, (_, index) => order(index + 1)));
    const first = await client.searchOrders(AFTER);
    expect(first.body.orders).toHaveLength(100);
    const second = await client.searchOrders({ ...AFTER, paginationToken: first.body.pagination!.nextToken });
    expect(second.body.orders).toHaveLength(1);
    expect(second.body).not.toHaveProperty('pagination');
    expect(second.body.lastUpdatedBefore).toBe(first.body.lastUpdatedBefore);
  });

  it('binds a page token to its parameters, save page size and data sets, for 24 hours', async () => {
    await put(order(1), order(2), order(3));
    const { body } = await client.searchOrders({ ...AFTER, maxResultsPerPage: '1' });
    const next = { ...AFTER, paginationToken: body.pagination!.nextToken };
    expect(await found({ ...next, maxResultsPerPage: '2', includedData: 'BUYER' })).toEqual(['0000002', '0000003']);
    await refused({ ...next, lastUpdatedAfter: '2026-11-19T00:00:01Z' });
    await refused({ ...next, marketplaceIds: NL });
    await refused({ ...AFTER, paginationToken: 'no' });
    await sandbox.advance(24 * 3_600 + 1);
    await client.renew();
    await refused(next);
  });

  it('loses no order between two pages when one of the first page changes meanwhile', async () => {
    await put(order(1), order(2), order(3));
    const { body } = await client.searchOrders({ ...AFTER, maxResultsPerPage: '1' });
    await sandbox.control('PATCH', `/sellers/A1SELLER/orders/402-0000001-1234567`, {});
    expect(await found({ paginationToken: body.pagination!.nextToken })).toEqual(['0000002', '0000003']);
  });

  it('goes on with a page token when the access token has run out meanwhile', async () => {
    await put(order(1), order(2));
    const { body } = await client.searchOrders({ ...AFTER, maxResultsPerPage: '1' });
    const next = { ...AFTER, paginationToken: body.pagination!.nextToken };
    await sandbox.advance(3_601);
    expect((await client.searchOrders(next)).status).toBe(403);
    await client.renew();
    expect(await found(next)).toEqual(['0000002']);
  });

  it('shows an order hours late, with the times that it always had, where it is told to', async () => {
    await sandbox.control('POST', '/sellers/A1SELLER/orders?lateBySeconds=7200', order(1));
    await put(order(2));
    expect(await found(AFTER)).toEqual(['0000002']);
    expect((await client.call('GET', '/orders/2026-01-01/orders/402-0000001-1234567')).status).toBe(404);
    await sandbox.advance(7_200);
    await client.renew();
    expect(await found(AFTER)).toEqual(['0000001', '0000002']);
    const { body } = await client.searchOrders(AFTER);
    expect(body.orders[0]!['lastUpdatedTime']).toBe('2026-11-19T12:00:00.000Z');
  });

  it('does not return orders that are older than two years', async () => {
    await put(order(1, { createdTime: '2024-11-01T00:00:00.000Z' }), order(2));
    expect(await found({})).toEqual(['0000002']);
  });

  it.each(dataSetNames)('shows what belongs to %s only where it is asked for', async (name) => {
    await put(order(1));
    const parts = async (includedData: string): Promise<string> => {
      const { body } = await client.searchOrders({ ...AFTER, ...(includedData === '' ? {} : { includedData }) });
      const [shown] = body.orders;
      const [item] = shown!['orderItems'] as object[];
      return [...Object.keys(shown!), ...Object.keys(item!).map((key) => `item.${key}`)].sort().join(' ');
    };
    const bare = await parts('');
    expect(bare).toBe(
      'createdTime item.orderItemId item.product item.quantityOrdered lastUpdatedTime orderId orderItems salesChannel',
    );
    const others = dataSetNames.filter((other) => other !== name).join(',');
    const all = await parts(dataSetNames.join(','));
    if (name !== 'EXPENSE' && name !== 'FULFILLMENT_ORDERS') {
      expect(await parts(name)).not.toBe(bare);
      expect(await parts(others)).not.toBe(all);
    }
  });

  it('leaves personal data out without the role, or answers 403, as sellers have seen both', async () => {
    await sandbox.seller({ sellerId: 'A3', personalData: false });
    const without = await sandbox.seller({ sellerId: 'A3', personalData: false });
    await sandbox.control('POST', '/sellers/A3/orders', order(1));
    const { body } = await without.searchOrders({ ...AFTER, includedData: 'BUYER,RECIPIENT,TAX,PROCEEDS' });
    expect(Object.keys(body.orders[0]!)).not.toEqual(expect.arrayContaining(['buyer']));
    expect(body.orders[0]).not.toHaveProperty('recipient');
    expect(body.orders[0]).not.toHaveProperty('tax');
    expect(body.orders[0]).toHaveProperty('proceeds');
    const strict = await sandbox.seller({ sellerId: 'A4', personalData: 'refused' });
    expect((await strict.searchOrders({ ...AFTER, includedData: 'BUYER' })).status).toBe(403);
    expect((await strict.searchOrders({ ...AFTER, includedData: 'PROCEEDS' })).status).toBe(200);
  });

  it('gives no address of an order that is not paid, and neither phone nor e-mail nor packages of one that Amazon sends', async () => {
    await put(
      order(1, { fulfillment: { fulfillmentStatus: 'PENDING', fulfilledBy: 'MERCHANT' } }),
      order(2, { fulfillment: { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'AMAZON' } }),
    );
    const { body } = await client.searchOrders({ ...AFTER, includedData: 'BUYER,RECIPIENT,PACKAGES,FULFILLMENT' });
    expect(body.orders[0]).not.toHaveProperty('recipient');
    expect(body.orders[1]).not.toHaveProperty('packages');
    expect(JSON.stringify(body.orders[1])).toContain('Utrecht');
    expect(JSON.stringify(body.orders[1])).not.toMatch(/phone|buyerEmail/);
  });

  it('gets one order by its id, 404 for an unknown one, 400 for what is no id', async () => {
    await put(order(1, { lastUpdatedTime: '2026-11-20T10:00:00.000Z' }));
    const get = (id: string, query = {}): Promise<Answered> =>
      client.call('GET', `/orders/2026-01-01/orders/${id}`, { query });
    const one = await get('402-0000001-1234567', { includedData: 'PROCEEDS' });
    expect(one.status).toBe(200);
    expect(one.body['order']).toHaveProperty('proceeds');
    expect(one.body['order']).not.toHaveProperty('buyer');
    expect((await get('402-0000009-1234567')).status).toBe(404);
    expect((await get('TEST_CASE_400')).status).toBe(400);
    expect((await get('402-0000001-1234567', { includedData: 'NO' })).status).toBe(400);
  });

  it('keeps the orders of several sellers apart', async () => {
    const other = await sandbox.seller({ sellerId: 'A2OTHER' });
    await put(order(1));
    expect((await other.searchOrders(AFTER)).body.orders).toEqual([]);
    expect((await other.call('GET', '/orders/2026-01-01/orders/402-0000001-1234567')).status).toBe(404);
  });
});

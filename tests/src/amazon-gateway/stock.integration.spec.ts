import type { AmazonStockAcceptedV1, CommandDeferredV1, CommandRefusedV1 } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { inventedListing } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

describe('The amazon-gateway writes stock (S4, S5)', () => {
  let stage: Stage;
  let shop: Shop;
  let app: INestApplication;
  beforeAll(async () => (stage = await setStage('amazon_gateway_stock')));
  afterAll(() => stage.stop());

  beforeEach(async () => {
    await stage.reset();
    shop = await Shop.open(stage, {
      listings: [
        inventedListing('MUG'),
        inventedListing('A/B +#é ü'),
        inventedListing('FBA', { channel: 'AMAZON_EU' }),
        inventedListing('PARENT', { childSkus: ['MUG'] }),
      ],
    });
    app = await stage.start();
    await shop.configure(app);
  });

  const accepted = (): Promise<AmazonStockAcceptedV1[]> => shop.said('amazon.stock.accepted.v1');
  const refused = (): Promise<CommandRefusedV1[]> => shop.said('amazon.command.refused.v1');
  const deferred = (): Promise<CommandDeferredV1[]> => shop.said('amazon.command.deferred.v1');
  const patches = async (): Promise<number> => (await shop.calls('patchListingsItem')).length;
  const answerPatches = (body: object, status = 200): void => {
    stage.gate.rules.push(({ method }) => (method === 'PATCH' ? { status, body } : undefined));
  };

  it('patches the quantity and keeps handling time, with an odd SKU too', async () => {
    await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    await shop.setStock(app, { sku: 'A/B +#é ü', quantity: 0 });
    expect((await accepted()).map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['MUG', 7],
      ['A/B +#é ü', 0],
    ]);
    expect(await shop.offer('MUG')).toEqual([
      { fulfillment_channel_code: 'DEFAULT', quantity: 7, lead_time_to_ship_max_days: 2 },
    ]);
    expect(await patches()).toBe(2);
  });

  it('looks at the channel before the first write and once a day', async () => {
    for (const quantity of [7, 6, 5]) await shop.setStock(app, { sku: 'MUG', quantity });
    expect(await shop.calls('getListingsItem')).toHaveLength(1);
    await stage.time.advance(86_500);
    await shop.put('listings', [inventedListing('MUG', { channel: 'AMAZON_EU' })]);
    await shop.setStock(app, { sku: 'MUG', quantity: 4 });
    expect((await refused()).map(({ reasonCode }) => reasonCode)).toEqual(['amazon_offer_not_merchant_fulfilled']);
    expect(await shop.offer('MUG')).toEqual([{ fulfillment_channel_code: 'AMAZON_EU' }]);
  });

  it('never touches an offer that Amazon fulfils, nor one with two channels, nor a parent', async () => {
    await shop.setStock(app, { sku: 'FBA', quantity: 7 });
    await shop.setStock(app, { sku: 'PARENT', quantity: 7 });
    stage.gate.changes.push(({ method, path }, answer) =>
      method === 'GET' && path.endsWith('/MUG')
        ? JSON.stringify({
            sku: 'MUG',
            fulfillmentAvailability: [
              { fulfillmentChannelCode: 'DEFAULT', quantity: 3 },
              { fulfillmentChannelCode: 'AMAZON_EU' },
            ],
          })
        : answer,
    );
    await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    expect((await refused()).map(({ reasonCode }) => reasonCode)).toEqual(
      Array.from({ length: 3 }, () => 'amazon_offer_not_merchant_fulfilled'),
    );
    expect(await patches()).toBe(0);
    expect(await shop.offer('FBA')).toEqual([{ fulfillment_channel_code: 'AMAZON_EU' }]);
  });

  it('tells a refusal in Amazon’s words when a 200 says INVALID', async () => {
    answerPatches({
      sku: 'MUG',
      status: 'INVALID',
      submissionId: 'f1dc2914',
      issues: [{ code: '90220', message: "'quantity' is above the limit", severity: 'ERROR' }],
    });
    await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    expect(await refused()).toEqual([
      expect.objectContaining({
        reasonCode: 'amazon_quantity_refused',
        failureClass: 'business',
        platformMessage: "'quantity' is above the limit",
      }),
    ]);
    expect(await accepted()).toEqual([]);
  });

  it('believes no other status: a preview’s VALID wrote nothing', async () => {
    answerPatches({ sku: 'MUG', status: 'VALID', submissionId: 'f1dc2914', issues: [] });
    await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    expect((await refused()).map(({ reasonCode }) => reasonCode)).toEqual(['amazon_quantity_refused']);
  });

  it('refuses what Amazon does not know or does not take, and says which', async () => {
    await shop.setStock(app, { sku: 'GONE', quantity: 7 });
    answerPatches({ errors: [{ code: 'InvalidInput', message: 'Invalid parameters' }] }, 400);
    await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    expect((await refused()).map(({ reasonCode }) => reasonCode)).toEqual([
      'amazon_listing_unknown',
      'amazon_request_refused',
    ]);
  });

  it.each(['429', '503', 'reset-before', 'done-but-answer-lost', 'truncated-json'])(
    'puts the command off for %s and writes it when it comes again',
    async (kind) => {
      const rule = { kind, operation: 'patchListingsItem', tenant: shop.sellerId, nth: 1 };
      await stage.sandbox.send('POST', '/faults', rule);
      const id = await shop.setStock(app, { sku: 'MUG', quantity: 7 });
      expect(await deferred()).toHaveLength(1);
      expect(await refused()).toEqual([]);
      await shop.setStock(app, { sku: 'MUG', quantity: 7, release: 2 }, id);
      expect((await accepted()).map(({ release, quantity }) => [release, quantity])).toEqual([[2, 7]]);
      expect((await shop.offer('MUG'))[0]!['quantity']).toBe(7);
    },
  );

  it('answers a command that comes twice with the same answer, and writes once', async () => {
    const id = await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    await shop.setStock(app, { sku: 'MUG', quantity: 7 }, id);
    const [first, second] = await accepted();
    expect(second).toEqual(first);
    expect(await patches()).toBe(1);
  });

  it('lets the newest quantity win over a late second delivery of an older command', async () => {
    const older = await shop.setStock(app, { sku: 'MUG', quantity: 7 });
    await shop.setStock(app, { sku: 'MUG', quantity: 2 });
    await shop.setStock(app, { sku: 'MUG', quantity: 7 }, older);
    expect((await shop.offer('MUG'))[0]!['quantity']).toBe(2);
    expect(await accepted()).toHaveLength(2);
  });

  it('has one write of a SKU in flight, over all instances', async () => {
    const other = await stage.start();
    await shop.setStock(app, { sku: 'MUG', quantity: 9 });
    await stage.sandbox.send('POST', '/faults', {
      kind: 'latency',
      ms: 3_000,
      operation: 'patchListingsItem',
      tenant: shop.sellerId,
      times: 1,
    });
    await Promise.all([
      shop.setStock(app, { sku: 'MUG', quantity: 7 }, uuidV7()),
      shop.setStock(other, { sku: 'MUG', quantity: 2 }, uuidV7()),
    ]);
    expect(await accepted()).toHaveLength(2);
    expect(await deferred()).toHaveLength(1);
    expect(await patches()).toBe(2);
  });

  it('lets one delivery of a command write: another that comes meanwhile ends without effect', async () => {
    await shop.setStock(app, { sku: 'MUG', quantity: 9 });
    const latency = { kind: 'latency', ms: 2_000, operation: 'patchListingsItem', tenant: shop.sellerId, times: 1 };
    await stage.sandbox.send('POST', '/faults', latency);
    const id = uuidV7();
    const other = await stage.start();
    const first = shop.setStock(app, { sku: 'MUG', quantity: 7 }, id);
    await shop.until(
      'The write',
      async () => stage.gate.passed.filter(({ method }) => method === 'PATCH').length === 2,
    );
    await shop.setStock(other, { sku: 'MUG', quantity: 7, release: 2 }, id);
    expect(await accepted()).toHaveLength(1);
    await first;
    expect(await accepted()).toHaveLength(2);
    expect(await deferred()).toEqual([]);
    expect(await patches()).toBe(2);
    // and the SKU is free for the next
    await shop.setStock(app, { sku: 'MUG', quantity: 5 });
    expect(await accepted()).toHaveLength(3);
  });

  it('writes nothing when its lease ran out in the look at the channel, and leaves the SKU to who took it since', async () => {
    const later = uuidV7(Date.now() + 1_000);
    let looks = 0;
    stage.gate.rules.push(({ method, path }) => {
      if (method !== 'GET' || !path.endsWith('/MUG')) return undefined;
      looks += 1;
      return undefined;
    });
    await stage.sandbox.send('POST', '/faults', {
      kind: 'latency',
      ms: 2_000,
      operation: 'getListingsItem',
      tenant: shop.sellerId,
      times: 1,
    });
    const first = shop.setStock(app, { sku: 'MUG', quantity: 7 });
    await shop.until('The look', async () => looks === 1);
    await stage.query(
      `UPDATE amazon_gateway.stock_write SET command_id = $1, leased_until = clock_timestamp() + interval '30 seconds'`,
      [later],
    );
    await first;
    expect(await patches()).toBe(0);
    expect(await deferred()).toHaveLength(1);
    const [held] = await stage.query<{ id: string; held: boolean }>(
      `SELECT command_id AS id, leased_until > clock_timestamp() AS held FROM amazon_gateway.stock_write`,
    );
    expect(held).toEqual({ id: later, held: true });
  });

  it('writes 100 changed quantities in 100 patches without a 429', async () => {
    const skus = Array.from({ length: 100 }, (_, index) => `CUP-${index}`);
    await shop.put(
      'listings',
      skus.map((sku) => inventedListing(sku)),
    );
    const other = await stage.start();
    for (const [index, sku] of skus.entries()) await shop.setStock(index % 2 === 0 ? app : other, { sku, quantity: 1 });
    expect(await accepted()).toHaveLength(100);
    expect(await patches()).toBe(100);
    expect((await shop.calls('patchListingsItem')).every(({ status }) => status === 200)).toBe(true);
    expect((await shop.calls('getListingsItem')).every(({ status }) => status === 200)).toBe(true);
  });
});

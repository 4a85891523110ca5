import { ReadBackJob } from '@connector/amazon-gateway/stock/read-back.job';
import { SetManyStocksHandler } from '@connector/amazon-gateway/stock/set-many-stocks.handler';
import { WriteManyStocksJob } from '@connector/amazon-gateway/stock/write-many-stocks.job';
import type {
  AmazonStockManyDoneV1,
  AmazonStockManyReportedV1,
  AmazonStockObservedV1,
  CommandDeferredV1,
} from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { inventedListing, NL } from './invented.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const FEED_CALLS = ['createFeedDocument', 'createFeed', 'getFeed', 'getFeedDocument'];

describe('The amazon-gateway writes many quantities (S4 to S6, S8)', () => {
  let stage: Stage;
  let shop: Shop;
  let app: INestApplication;
  beforeAll(async () => (stage = await setStage('amazon_gateway_many')));
  afterAll(() => stage.stop());

  const open = async (
    count: number,
    others: object[] = [],
    feedSeconds?: { starts: number; ends: number },
  ): Promise<string[]> => {
    await stage.reset();
    const skus = Array.from({ length: count }, (_, index) => `MUG-${String(index).padStart(5, '0')}`);
    shop = await Shop.open(stage, { listings: [...skus.map((sku) => inventedListing(sku)), ...others], feedSeconds });
    app = await stage.start();
    await shop.configure(app);
    return skus;
  };
  const setMany = async (offers: { sku: string; quantity: number }[], id = uuidV7()): Promise<string> => {
    const delivery = shop.delivery('amazon.stock.set-many.v1', id);
    await app.get(SetManyStocksHandler).on({ release: 1, marketplaceId: NL, offers }, delivery);
    return id;
  };
  const done = (): Promise<AmazonStockManyDoneV1[]> => shop.said('amazon.stock.many-done.v1');
  const reported = async (): Promise<AmazonStockManyReportedV1> => {
    const parts = await shop.said<AmazonStockManyReportedV1>('amazon.stock.many-reported.v1');
    return {
      commandId: parts[0]?.commandId ?? '',
      accepted: parts.flatMap(({ accepted }) => accepted),
      refused: parts.flatMap(({ refused }) => refused),
    };
  };
  const untilDone = (count = 1, step = 2): Promise<void> =>
    shop.until('Every result', async () => {
      await stage.time.advance(step);
      await stage.tick(WriteManyStocksJob);
      return (await done()).length === count;
    });
  const calls = async (...operations: string[]): Promise<number> =>
    (await Promise.all(operations.map((name) => shop.calls(name)))).reduce((sum, all) => sum + all.length, 0);
  const patchesOf = async (sku: string): Promise<number[]> => {
    const sent = stage.gate.passed.filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/${sku}`));
    return sent.map(({ body }) => Number(/"quantity":(\d+)/.exec(body)![1]));
  };
  /** The seller's last feeds were quick: a feed pays from 150 on. */
  const quickFeeds = (): Promise<unknown> =>
    stage.query(
      `INSERT INTO amazon_gateway.stock_feed VALUES ($1, 'before', 1, now() - interval '1 day', now() - interval '1 day' + interval '30 seconds', 'done')`,
      [shop.connectionId],
    );
  const no429 = async (): Promise<void> => {
    const { byOperation } = await stage.sandbox.get<{ byOperation: Record<string, Record<string, number>> }>(
      '/calls/summary',
    );
    for (const statuses of Object.values(byOperation)) expect(statuses).not.toHaveProperty('429');
  };

  it('writes 100 changed of 10,000 by 100 patches, and looks at the channels of twenty in one call', async () => {
    const skus = await open(100, [inventedListing('FBA', { channel: 'AMAZON_EU' })]);
    const id = await setMany([
      ...skus.map((sku, index) => ({ sku, quantity: index })),
      { sku: 'FBA', quantity: 5 },
      { sku: 'GONE', quantity: 5 },
    ]);
    await untilDone();
    expect(await done()).toEqual([{ commandId: id, release: 1, accepted: 100, refused: 2 }]);
    const { accepted, refused } = await reported();
    expect(accepted.toSorted((a, b) => a.sku.localeCompare(b.sku))).toEqual(
      skus.map((sku, quantity) => ({ sku, quantity })),
    );
    expect(refused.map(({ sku, reasonCode }) => [sku, reasonCode])).toEqual([
      ['FBA', 'amazon_offer_not_merchant_fulfilled'],
      ['GONE', 'amazon_listing_unknown'],
    ]);
    expect(await calls('patchListingsItem')).toBe(100);
    expect(await calls('getListingsItem')).toBe(0);
    expect((await shop.offer(skus[42]!))[0]).toMatchObject({ quantity: 42, lead_time_to_ship_max_days: 2 });
    expect(await shop.offer('FBA')).toEqual([{ fulfillment_channel_code: 'AMAZON_EU' }]);
    await no429();
  });

  it('writes as many as a feed pays for by one feed of four calls and a few looks, and tells Amazon’s words SKU by SKU', async () => {
    const skus = await open(300);
    await quickFeeds();
    // the report of the night has looked at their channels
    await stage.query(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, channel_checked_at) SELECT $1, sku, gen_random_uuid(), $3 FROM unnest($2::text[]) s(sku)`,
      [shop.connectionId, [...skus, 'GONE'], stage.time.now()],
    );
    const first = await setMany(skus.slice(0, 200).map((sku) => ({ sku, quantity: 9 })));
    const second = await setMany([...skus.slice(200), 'GONE'].map((sku) => ({ sku, quantity: 8 })));
    await untilDone(2, 20);
    expect((await done()).map(({ commandId, accepted, refused }) => [commandId, accepted, refused])).toEqual([
      [first, 200, 0],
      [second, 100, 1],
    ]);
    expect((await reported()).refused).toEqual([
      { sku: 'GONE', reasonCode: 'amazon_quantity_refused', platformMessage: expect.stringContaining('not found') },
    ]);
    expect(await calls('patchListingsItem')).toBe(0);
    expect(await calls('createFeedDocument', 'createFeed', 'getFeedDocument')).toBe(3);
    const all = await calls(...FEED_CALLS);
    process.stdout.write(`301 quantities were written in ${all} calls\n`);
    expect((await shop.offer(skus[0]!))[0]).toMatchObject({ quantity: 9, lead_time_to_ship_max_days: 2 });
    await no429();
  });

  it.each([
    ['that Amazon does not know any more', 'feeds'],
    ['whose result Amazon does not give out', 'documents'],
  ])('asks no more about a feed %s: its quantities wait again', async (_name, part) => {
    const skus = await open(160);
    await quickFeeds();
    await stage.query(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, channel_checked_at) SELECT $1, sku, gen_random_uuid(), $3 FROM unnest($2::text[]) s(sku)`,
      [shop.connectionId, skus, stage.time.now()],
    );
    stage.gate.rules.push(({ method, path }) =>
      method === 'GET' && path.startsWith(`/feeds/2021-06-30/${part}/`)
        ? { status: 404, body: { errors: [{ code: 'NotFound' }] } }
        : undefined,
    );
    await setMany(skus.map((sku) => ({ sku, quantity: 4 })));
    await shop.until('The end of the feed', async () => {
      await stage.time.advance(60);
      const failed = `SELECT 1 FROM amazon_gateway.stock_feed WHERE outcome = 'failed'`;
      return (await stage.query(failed)).length === 1;
    });
    const inFeeds = await stage.query(`SELECT 1 FROM amazon_gateway.stock_many_offer WHERE state = 'feed'`);
    expect(inFeeds).toEqual([]);
    const asked = stage.gate.passed.filter(({ path }) => path.startsWith(`/feeds/2021-06-30/${part}/`));
    expect(asked).toHaveLength(1);
  });

  const hours = 3_600;
  it.each([
    ['cancels a feed that waits for more than two hours', { starts: 6 * hours, ends: 7 * hours }, 3, 'failed'],
    ['waits for a feed that runs for seven hours', { starts: 60, ends: 7 * hours }, 8, 'done'],
  ] as const)('%s, and lets nobody else write its SKUs until then', async (_name, feedSeconds, ended, outcome) => {
    const skus = await open(160, [inventedListing('OTHER')], feedSeconds);
    await quickFeeds();
    await stage.query(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, channel_checked_at) SELECT $1, sku, gen_random_uuid(), $3 FROM unnest($2::text[]) s(sku)`,
      [shop.connectionId, [...skus, 'OTHER'], stage.time.now()],
    );
    await setMany(skus.map((sku) => ({ sku, quantity: 4 })));
    const feed = async (): Promise<string | null | undefined> =>
      (
        await stage.query<{ outcome: string | null }>(
          `SELECT outcome FROM amazon_gateway.stock_feed WHERE feed_id <> 'before'`,
        )
      )[0]?.outcome;
    await shop.until('The feed', async () => (await feed()) === null);
    await stage.time.advance(2.1 * hours);
    // others go on beside a feed that is late; its own SKUs wait for it
    const other = await setMany([{ sku: 'OTHER', quantity: 1 }]);
    if (outcome === 'done') {
      await shop.until('The others', async () => {
        await stage.time.advance(30);
        return (await done()).some(({ commandId }) => commandId === other);
      });
      await shop.setStock(app, { sku: skus[0]!, quantity: 0 });
      expect(await shop.said('amazon.command.deferred.v1')).toHaveLength(1);
      expect(await patchesOf(skus[0]!)).toEqual([]);
    }
    const end = stage.time.now().getTime() + (ended - 2.1) * hours * 1_000;
    await shop.until('The end of the feed', async () => {
      await stage.time.advance(300);
      return (await feed()) === outcome;
    });
    expect(stage.time.now().getTime()).toBeLessThan(end + hours * 1_000);
    expect(await calls('cancelFeed')).toBe(outcome === 'failed' ? 1 : 0);
    const inFeeds = await stage.query(`SELECT 1 FROM amazon_gateway.stock_many_offer WHERE state = 'feed'`);
    expect(inFeeds).toEqual([]);
  });

  it('writes one by one what was in a feed that came to nothing', async () => {
    const skus = await open(160);
    await quickFeeds();
    await stage.query(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, channel_checked_at) SELECT $1, sku, gen_random_uuid(), $3 FROM unnest($2::text[]) s(sku)`,
      [shop.connectionId, skus, stage.time.now()],
    );
    stage.gate.rules.push(({ method, path }) =>
      method === 'GET' && /\/feeds\/2021-06-30\/feeds\//.test(path)
        ? { status: 200, body: { feedId: '1', processingStatus: 'FATAL' } }
        : undefined,
    );
    // ten of them Amazon takes; the others are answered for it, so that the test need not wait for its rate
    stage.gate.rules.push(({ method, path }) =>
      method === 'PATCH' && !path.endsWith('0')
        ? { status: 200, body: { status: 'ACCEPTED', submissionId: 's', issues: [] } }
        : undefined,
    );
    await setMany(skus.map((sku) => ({ sku, quantity: 4 })));
    await untilDone(1, 20);
    expect((await done())[0]).toMatchObject({ accepted: 160, refused: 0 });
    expect((await shop.offer(skus[150]!))[0]).toMatchObject({ quantity: 4 });
  });

  it('answers a command that comes twice once it is done, and goes on after a restart', async () => {
    const skus = await open(45);
    const id = await setMany(skus.map((sku) => ({ sku, quantity: 3 })));
    await setMany(
      skus.map((sku) => ({ sku, quantity: 3 })),
      id,
    );
    await shop.until('Some patches', async () => (await calls('patchListingsItem')) >= 5);
    await app.close();
    await stage.query(`UPDATE amazon_gateway.poll SET leased_until = NULL`);
    await stage.query(`UPDATE amazon_gateway.stock_write SET leased_until = NULL`);
    app = await stage.start();
    await untilDone();
    await setMany(
      skus.map((sku) => ({ sku, quantity: 3 })),
      id,
    );
    const answers = await done();
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
    expect((await reported()).accepted.map(({ sku }) => sku).toSorted()).toEqual(skus);
  });

  it('has one write of a SKU in flight: a single command waits for the many that hold it', async () => {
    const [sku] = await open(1);
    await stage.query(
      `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, leased_until) VALUES ($1, $2, gen_random_uuid(), clock_timestamp() + interval '1 hour')`,
      [shop.connectionId, sku],
    );
    await shop.setStock(app, { sku: sku!, quantity: 7 });
    expect(await shop.said<CommandDeferredV1>('amazon.command.deferred.v1')).toHaveLength(1);
    expect(await calls('patchListingsItem')).toBe(0);
  });

  /** The many wait, as behind an owner of their flow, until they are let go. */
  const hold = (): Promise<unknown> =>
    stage.query(
      `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, failures, leased_until)
       VALUES ($1, 'stock-many', 'infinity', 0, clock_timestamp() + interval '1 hour')`,
      [shop.connectionId],
    );
  const letGo = (): Promise<unknown> =>
    stage.query(`UPDATE amazon_gateway.poll SET leased_until = NULL WHERE flow = 'stock-many'`);
  it('writes no quantity that waits in a command for many when a newer one was written alone, and answers the command', async () => {
    const skus = await open(2);
    await hold();
    const id = await setMany(skus.map((sku) => ({ sku, quantity: 10 })));
    await shop.setStock(app, { sku: skus[0]!, quantity: 0 });
    expect(await shop.said('amazon.stock.accepted.v1')).toHaveLength(1);
    await letGo();
    await untilDone();
    expect(await patchesOf(skus[0]!)).toEqual([0]);
    expect(await patchesOf(skus[1]!)).toEqual([10]);
    expect(await done()).toEqual([{ commandId: id, release: 1, accepted: 1, refused: 0 }]);
    expect((await reported()).accepted).toEqual([{ sku: skus[1], quantity: 10 }]);
    expect((await shop.offer(skus[0]!))[0]).toMatchObject({ quantity: 0 });
  });

  it('answers a command for many whose last quantity was written alone by a newer one', async () => {
    const [sku] = await open(1);
    await hold();
    const id = await setMany([{ sku: sku!, quantity: 10 }]);
    await shop.setStock(app, { sku: sku!, quantity: 0 });
    await letGo();
    await untilDone();
    expect(await done()).toEqual([{ commandId: id, release: 1, accepted: 0, refused: 0 }]);
    expect((await shop.offer(sku!))[0]).toMatchObject({ quantity: 0 });
  });

  it('lets an older single quantity wait for the newer one of a command for many', async () => {
    const [sku] = await open(1);
    const older = uuidV7(Date.now() - 1_000);
    await hold();
    await setMany([{ sku: sku!, quantity: 10 }]);
    await shop.setStock(app, { sku: sku!, quantity: 3 }, older);
    expect(await shop.said<CommandDeferredV1>('amazon.command.deferred.v1')).toHaveLength(1);
    expect(await patchesOf(sku!)).toEqual([]);
  });

  it('S6: reads a sample back a quarter of an hour after it was accepted, and tells what stands there', async () => {
    const [sku] = await open(1);
    await shop.setStock(app, { sku: sku!, quantity: 7 });
    await stage.time.advance(120);
    // another hand changes it
    await shop.put('listings', [inventedListing(sku!, { quantity: 99 })]);
    const seen = async (): Promise<AmazonStockObservedV1[]> =>
      (await shop.said<AmazonStockObservedV1>('amazon.stock.observed.v1')).filter(
        ({ source }) => source === 'read-back',
      );
    await shop.until('The read-back', async () => {
      await stage.time.advance(60);
      await stage.tick(ReadBackJob);
      return (await seen()).length === 1;
    });
    expect((await seen())[0]!.offers).toEqual([
      { sku, marketplaceId: NL, channels: [{ code: 'DEFAULT', quantity: 99 }] },
    ]);
  });
});

import { configureAmazonConnectionV1, setAmazonStockV1 } from '@connector/contracts';
import { ParkedMessage, parkedQueueName, queueName, retryQueueName } from '@connector/messaging';
import { TransientFailure } from '@connector/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

/** The delays grow, the last one repeats: five attempts after the first. */
const DELAYS_MS = [50, 100, 150, 150, 150];
const ATTEMPTS = DELAYS_MS.length + 1;

describe('a handler that fails', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('retries');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const parkedAs = (messageId: string): Promise<ParkedMessage | null> =>
    bus.db.getRepository(ParkedMessage).findOneBy({ messageId });

  /** Every queue of the lane but the parked messages' is empty, and nothing is in a consumer's hands. */
  const nothingIsLeftIn = async (lane: 'stock' | 'control'): Promise<void> => {
    const queues = [queueName(SERVICE, lane), ...RETRY_DELAYS_MS.map((delay) => retryQueueName(SERVICE, lane, delay))];
    for (const queue of queues) await until(`${queue} is empty`, async () => (await bus.depth(queue)) === 0);
  };

  it('is tried again after each of the growing delays', async () => {
    const triedAt: number[] = [];
    service.on(setAmazonStockV1, async () => {
      triedAt.push(performance.now());
      throw new TransientFailure('neighbour_away', 'The neighbour does not answer');
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('the message is parked', async () => (await parkedAs(messageId)) !== null);
    expect(service.deliveriesOf(messageId).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6]);
    const waits = triedAt.slice(1).map((at, index) => at - triedAt[index]!);
    expect(waits).toHaveLength(DELAYS_MS.length);
    // the broker's clock counts whole milliseconds
    for (const [index, delay] of DELAYS_MS.entries()) expect(waits[index]).toBeGreaterThanOrEqual(delay - 1);
  });

  it('is parked after the last attempt, with reason, cause and attempts, and a copy that operators see', async () => {
    const copies = parkedQueueName(SERVICE, 'stock');
    await until(
      'what was parked has its copy',
      async () => (await bus.depth(copies)) === (await service.parked.count()),
    );
    await bus.takeAll(copies);
    service.on(setAmazonStockV1, async () => {
      throw new TransientFailure('neighbour_away', 'The neighbour does not answer');
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('the message is parked', async () => (await parkedAs(messageId)) !== null);
    const row = await parkedAs(messageId);
    expect(row).toMatchObject({
      type: setAmazonStockV1.name,
      lane: 'stock',
      reasonCode: 'transient_attempts_exhausted',
      cause: 'TransientFailure: The neighbour does not answer',
      attempts: ATTEMPTS,
      closed: null,
    });
    expect(JSON.parse(Buffer.from(row!.content, 'base64').toString())).toEqual(setAmazonStockV1.example);
    expect(row!.parkedAt.getTime() - row!.firstSeenAt.getTime()).toBeGreaterThanOrEqual(500);
    await nothingIsLeftIn('stock');
    await until('its copy is there', async () => (await bus.depth(copies)) > 0);
    const taken = await bus.takeAll(copies);
    expect(taken.map(({ properties }) => properties)).toMatchObject([
      { type: setAmazonStockV1.name, headers: { 'x-parked-reason': 'transient_attempts_exhausted' } },
    ]);
    expect(JSON.parse(taken[0]!.content.toString())).toEqual(setAmazonStockV1.example);
  });

  it('and succeeds at a later attempt has its effect once, and nothing is parked', async () => {
    service.on(setAmazonStockV1, async (delivery) => {
      if (delivery.attempt < 3) throw new TransientFailure('neighbour_away', 'The neighbour does not answer');
      await service.takeEffect(delivery);
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) > 0);
    await nothingIsLeftIn('stock');
    expect(await bus.effectsOf(messageId)).toBe(1);
    expect(service.deliveriesOf(messageId)).toHaveLength(3);
    expect(await parkedAs(messageId)).toBeNull();
  });

  it('leaves no trace of a transaction that it did not finish', async () => {
    service.on(setAmazonStockV1, async (delivery) => {
      await service.transaction(async (tx) => {
        await tx.query('INSERT INTO amazon_gateway.effect (message_id) VALUES ($1)', [delivery.messageId]);
        if (delivery.attempt < 3) throw new Error('not this time');
      });
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('the third attempt commits', async () => (await bus.effectsOf(messageId)) > 0);
    await nothingIsLeftIn('stock');
    expect(await bus.effectsOf(messageId)).toBe(1);
  });

  it('does not hold up its neighbours while it waits', async () => {
    const failing = await service.transaction(async () => {
      service.on(setAmazonStockV1, async (delivery, body) => {
        if ((body as { sku: string }).sku === 'FAILS') throw new TransientFailure('neighbour_away', 'No answer');
        await service.takeEffect(delivery);
      });
      return service.send(setAmazonStockV1, { ...setAmazonStockV1.example, sku: 'FAILS' });
    });
    const neighbours = await Promise.all(Array.from({ length: 50 }, () => service.send(setAmazonStockV1)));
    await until('all neighbours take effect', async () => (await bus.effectsAmong(neighbours)).messages === 50);
    await until('the failing one is parked', async () => (await parkedAs(failing)) !== null);
    expect(await bus.effectsAmong(neighbours)).toEqual({ messages: 50, effects: 50 });
    expect(service.deliveriesOf(failing)).toHaveLength(ATTEMPTS);
  });

  it('because the database hangs up on it each time is parked as disturbed from outside, not as a bug', async () => {
    service.on(configureAmazonConnectionV1, () =>
      service.transaction((tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())')),
    );
    const messageId = await service.send(configureAmazonConnectionV1);
    await until('the message is parked', async () => (await parkedAs(messageId)) !== null);
    expect(await parkedAs(messageId)).toMatchObject({ reasonCode: 'transient_attempts_exhausted', attempts: ATTEMPTS });
    await nothingIsLeftIn('control');
  });

  it.each<[string, unknown, string]>([
    ['an error that nobody expected', new RangeError('of a bug'), 'RangeError: of a bug'],
    ['undefined', undefined, 'thrown: undefined'],
    ['a text', 'just so', 'thrown: just so'],
    ['an error with characters that no database takes', new Error('a \u0000 and a \ud800'), 'Error: a'],
  ])('with %s is tried as often, then parked with that cause', async (_what, thrown, cause) => {
    service.on(configureAmazonConnectionV1, () => Promise.reject(thrown));
    const messageId = await service.send(configureAmazonConnectionV1);
    await until('the message is parked', async () => (await parkedAs(messageId)) !== null);
    expect(await parkedAs(messageId)).toMatchObject({ reasonCode: 'bug_attempts_exhausted', attempts: ATTEMPTS });
    expect((await parkedAs(messageId))!.cause).toContain(cause);
    await nothingIsLeftIn('control');
  });
});

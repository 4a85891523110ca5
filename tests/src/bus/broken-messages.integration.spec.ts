import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedMessage, parkedQueueName, queueName, retryQueueName, uuidV7 } from '@connector/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Options } from 'amqplib';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const GOOD = JSON.stringify(setAmazonStockV1.example);
const DAY_MS = 24 * 3_600_000;

describe('a message that is broken', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('broken');
  });

  beforeEach(async () => {
    await bus.db.getRepository(ParkedMessage).clear();
    await bus.takeAll(parkedQueueName(SERVICE, 'stock'));
    service = await impersonate(bus);
  });

  afterEach(() => service.stop());

  afterAll(() => bus?.stop());

  /** Puts the message before a good one, and gives what was parked when the good one took effect and all is quiet. */
  const parkedOnceTheNextIsHandled = async (content: string, properties: Options.Publish): Promise<ParkedMessage[]> => {
    await bus.put(QUEUE, content, properties);
    const next = propertiesOf(setAmazonStockV1);
    await bus.put(QUEUE, GOOD, next);
    await until('the next message takes effect', async () => (await bus.effectsOf(next.messageId)) === 1);
    await until('the broken one is parked', async () => (await service.parked.count()) > 0, { withinMs: 5_000 });
    await service.stop();
    expect(await bus.depth(QUEUE)).toBe(0);
    expect(await bus.depth(parkedQueueName(SERVICE, 'stock'))).toBe(1);
    return bus.db.getRepository(ParkedMessage).find();
  };

  it.each([
    ['a field of a wrong type', { ...setAmazonStockV1.example, quantity: 'seven' }, 'quantity (isInt)'],
    ['a field that is missing', { ...setAmazonStockV1.example, sku: undefined }, 'sku (isString)'],
    ['a field that is null', { ...setAmazonStockV1.example, marketplaceId: null }, 'marketplaceId (isString)'],
    ['null', null, 'no JSON object'],
    ['an array', [setAmazonStockV1.example], 'no JSON object'],
    ['a number', 7, 'no JSON object'],
  ])('by its body (%s) is parked at once and names the field', async (_what, body, cause) => {
    const properties = propertiesOf(setAmazonStockV1);
    const parked = await parkedOnceTheNextIsHandled(JSON.stringify(body), properties);
    expect(parked).toMatchObject([
      { messageId: properties.messageId, reasonCode: 'contract_broken', attempts: 1, closed: null },
    ]);
    expect(parked[0]!.cause).toContain(cause);
    expect(service.deliveriesOf(properties.messageId)).toEqual([]);
  });

  it.each([
    ['half a body', GOOD.slice(0, 20)],
    ['nothing', ''],
    ['HTML', '<html>502 Bad Gateway</html>'],
    ['bytes', '\u0000\u0001\u0002'],
  ])('because it is no JSON (%s) is parked at once as it came', async (_what, content) => {
    const parked = await parkedOnceTheNextIsHandled(content, propertiesOf(setAmazonStockV1));
    expect(parked).toMatchObject([{ reasonCode: 'not_json', attempts: 1 }]);
    expect(Buffer.from(parked[0]!.content, 'base64').toString()).toBe(content);
  });

  const whole = propertiesOf(setAmazonStockV1);
  const without = (missing: 'messageId' | 'type' | 'correlationId'): Options.Publish =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== missing));

  it.each<readonly [string, Options.Publish]>([
    ['no properties at all', {}],
    ['no message id', without('messageId')],
    ['a message id that is no UUID', { ...whole, messageId: 'order 7' }],
    ['a message id of a UUID’s length that is none', { ...whole, messageId: '-'.repeat(36) }],
    ['no type', without('type')],
    ['no connection', { ...whole, headers: {} }],
    ['a connection that is no UUID', { ...whole, headers: { 'x-connection-id': 'the shop' } }],
    ['no correlation', without('correlationId')],
    ['a type that no database takes', { ...whole, type: 'amazon.\u0000.v1' }],
    ['a correlation that no database takes', { ...whole, correlationId: 'order \u0000' }],
    ['no message id and a time that is none', { ...whole, messageId: 'none', headers: {}, timestamp: 2 ** 52 }],
    ['a first sight that is no time', { ...whole, messageId: 'none', headers: { 'x-first-seen-at': 'long ago' } }],
    ['attempts that are no count', { ...whole, messageId: 'none', headers: { 'x-attempt': 1.5 } }],
  ])('by its envelope (%s) is parked at once', async (_what, properties) => {
    const parked = await parkedOnceTheNextIsHandled(GOOD, properties);
    expect(parked).toMatchObject([{ reasonCode: 'envelope_broken', attempts: 1 }]);
    expect(parked[0]!.cause).toContain('ContractBroken');
  });

  it('only in its times and counts is handled all the same', async () => {
    const odd = [
      { ...whole, headers: { ...whole.headers, 'x-occurred-at': '-100000-01-01T00:00:00Z' }, timestamp: 2 ** 52 },
      { ...whole, headers: { ...whole.headers, 'x-attempt': 2 ** 40 } },
      { ...whole, headers: { ...whole.headers, 'x-attempt': 'often' } },
    ].map((properties) => ({ ...properties, messageId: uuidV7() }));
    await bus.put(QUEUE, GOOD, ...odd);
    const messageIds = odd.map(({ messageId }) => messageId);
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === odd.length);
    expect(await service.parked.count()).toBe(0);
  });

  describe('because no handler knows its type', () => {
    const unknown = { name: 'amazon.stock.set.v2' };
    const waiting = retryQueueName(SERVICE, 'stock', 100);

    it('waits for a version that does, and is not dropped', async () => {
      const properties = propertiesOf(unknown);
      await bus.put(QUEUE, GOOD, properties);
      for (let times = 0; times < 3; times++) {
        await until('it waits', async () => (await bus.depth(waiting)) === 1, { everyMs: 5 });
        await until('it is looked at again', async () => (await bus.depth(waiting)) === 0, { everyMs: 5 });
      }
      expect(await service.parked.count()).toBe(0);
      await service.stop();
      await until('it is back in its lane', async () => (await bus.depth(QUEUE)) === 1);
      const [kept] = await bus.takeAll(QUEUE);
      expect(kept).toMatchObject({ properties: { messageId: properties.messageId, type: unknown.name } });
      expect(kept!.content.toString()).toBe(GOOD);
    });

    it('is parked when it is older than a day', async () => {
      const properties = propertiesOf(unknown, uuidV7(), new Date(Date.now() - DAY_MS - 60_000));
      const parked = await parkedOnceTheNextIsHandled(GOOD, properties);
      expect(parked).toMatchObject([{ messageId: properties.messageId, reasonCode: 'unknown_type' }]);
    });
  });
});

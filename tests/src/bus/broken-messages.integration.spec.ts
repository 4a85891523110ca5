import { setAmazonStockV1 } from '@connector/contracts';
import { MAXIMUM_BODY_BYTES, ParkedMessage, parkedQueueName, queueName, uuidV7 } from '@connector/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Options } from 'amqplib';
import { register } from 'prom-client';
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
    await until('the broken one is parked', async () => (await service.parked.count()) > 0);
    await until('its copy is there', async () => (await bus.depth(parkedQueueName(SERVICE, 'stock'))) === 1);
    await service.stop();
    await until('nothing is left in the lane', async () => (await bus.depth(QUEUE)) === 0);
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

  it('because it is larger than 256 KiB is parked at once as it came', async () => {
    const large = JSON.stringify({ ...setAmazonStockV1.example, note: 'x'.repeat(MAXIMUM_BODY_BYTES) });
    const parked = await parkedOnceTheNextIsHandled(large, propertiesOf(setAmazonStockV1));
    expect(parked).toMatchObject([{ reasonCode: 'message_too_large', attempts: 1 }]);
    expect(Buffer.from(parked[0]!.content, 'base64').toString()).toBe(large);
  });

  it('because its time to live was over before anybody took it is parked with that reason', async () => {
    await service.stop();
    const properties = { ...propertiesOf(setAmazonStockV1), expiration: '1' };
    await bus.put(QUEUE, GOOD, properties);
    await until('it leaves the lane', async () => (await bus.depth(QUEUE)) === 0);
    service = await impersonate(bus);
    await until('it is parked', async () => (await service.parked.count()) === 1);
    expect(await service.parked.list()).toMatchObject([
      { messageId: properties.messageId, lane: 'stock', reasonCode: 'message_expired' },
    ]);
  });

  it('and comes again after it was parked stays one parked message, which tells of the last time', async () => {
    const properties = propertiesOf(setAmazonStockV1);
    const [first] = await parkedOnceTheNextIsHandled('{}', properties);
    service = await impersonate(bus);
    await bus.put(QUEUE, '{}', properties);
    const again = (): Promise<ParkedMessage> =>
      bus.db.getRepository(ParkedMessage).findOneByOrFail({ messageId: properties.messageId });
    await until('it failed again', async () => (await again()).lastSeenAt > first!.lastSeenAt);
    expect(await again()).toMatchObject({ id: first!.id, parkedAt: first!.parkedAt });
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
    /** How often a message without a contract was sent to a later attempt, by the service's own count. */
    const putOff = async (): Promise<number> => {
      const counted = await register.getSingleMetric('messages_handled_total')!.get();
      const { value } = counted.values.find(({ labels }) => isPutOff(labels)) ?? { value: 0 };
      return value;
    };
    const isPutOff = (labels: Partial<Record<string, string | number>>): boolean =>
      labels['type'] === 'unknown' && labels['outcome'] === 'retried';

    it('waits for a version that does, and is not dropped', async () => {
      const properties = propertiesOf(unknown);
      const before = await putOff();
      await bus.put(QUEUE, GOOD, properties);
      await until('it is looked at and put off three times', async () => (await putOff()) >= before + 3);
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

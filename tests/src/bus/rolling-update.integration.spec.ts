import {
  allContracts,
  command,
  SetAmazonStockV1,
  setAmazonStockV1,
  subscriptions,
  type Contract,
} from '@connector/contracts';
import { ParkedMessage, queueName, retryQueueName } from '@connector/messaging';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const BODY = JSON.stringify(setAmazonStockV1.example);
const DAY_MS = 24 * 3_600_000;

describe('in a rolling update, a message of a version that the old pods do not know', () => {
  let bus: Bus;
  let newVersion: Contract;
  const running: ImpersonatedService[] = [];

  beforeAll(async () => {
    bus = await startBus('rolling');
    newVersion = command('amazon.stock.set.v2', SetAmazonStockV1, {
      summary: 'The next version.',
      example: setAmazonStockV1.example,
    });
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
    ofNewPods(false);
  });

  afterAll(() => bus?.stop());

  /** What the code of a new pod lists and that of an old one does not; each reads it once, at its start. */
  const ofNewPods = (listed: boolean): void => {
    const stock = subscriptions[SERVICE].stock as Contract[];
    const at = stock.indexOf(newVersion);
    if (listed && at < 0) stock.push(newVersion);
    if (!listed && at >= 0) stock.splice(at, 1);
  };

  const startPod = async (version: 'old' | 'new'): Promise<ImpersonatedService> => {
    ofNewPods(version === 'new');
    const pod = await impersonate(bus);
    running.push(pod);
    return pod;
  };

  const many = (count: number, occurredAt?: Date) =>
    Array.from({ length: count }, () => propertiesOf(newVersion, undefined, occurredAt));

  it('waits until a new pod takes it; nothing is parked, and nothing handled twice', async () => {
    const old = await startPod('old');
    const young = await startPod('new');
    const messages = many(100);
    const messageIds = messages.map(({ messageId }) => messageId);
    await bus.put(QUEUE, BODY, ...messages);
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === messages.length);
    for (const queue of [QUEUE, ...RETRY_DELAYS_MS.map((delay) => retryQueueName(SERVICE, 'stock', delay))])
      await until(`${queue} is empty`, async () => (await bus.depth(queue)) === 0);
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 100, effects: 100 });
    expect(await young.parked.count()).toBe(0);
    expect(messageIds.flatMap((id) => old.deliveriesOf(id))).toEqual([]);
    expect(messageIds.map((id) => young.deliveriesOf(id).length)).toEqual(messageIds.map(() => 1));
  });

  it('waits through the old pods alone, and is handled when the first new pod starts', async () => {
    await startPod('old');
    const messages = many(20);
    const messageIds = messages.map(({ messageId }) => messageId);
    await bus.put(QUEUE, BODY, ...messages);
    const waiting = retryQueueName(SERVICE, 'stock', RETRY_DELAYS_MS[1]!);
    await until('they wait', async () => (await bus.depth(waiting)) > 0);
    await startPod('new');
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === messages.length);
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 20, effects: 20 });
    expect(await bus.db.getRepository(ParkedMessage).count()).toBe(0);
  });

  it('is parked when it is a day old, and replayed as soon as a pod that knows it starts', async () => {
    const old = await startPod('old');
    const messages = many(5, new Date(Date.now() - DAY_MS - 1_000));
    const messageIds = messages.map(({ messageId }) => messageId);
    await bus.put(QUEUE, BODY, ...messages);
    await until('all are parked', async () => (await old.parked.count({ reasonCode: 'unknown_type' })) === 5);
    await startPod('new');
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === messages.length);
    // a replay closes its row after the broker has the message
    await until('nothing is parked any more', async () => (await old.parked.count()) === 0);
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 5, effects: 5 });
    const rows = await bus.db.getRepository(ParkedMessage).find();
    expect(rows.map(({ closed }) => closed)).toEqual(rows.map(() => expect.objectContaining({ how: 'replayed' })));
  });

  it('is one of its contracts (the test would prove nothing otherwise)', () => {
    expect(allContracts()).toContain(newVersion);
    expect(subscriptions[SERVICE].stock).not.toContain(newVersion);
  });
});

import { setAmazonStockV1 } from '@connector/contracts';
import { fuseQueueName, ParkedCopies, parkedQueueName, queueName, retryQueueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type GetMessage } from 'amqplib';
import { onChannel, RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const BODY = JSON.stringify(setAmazonStockV1.example);

/** RabbitMQ 4 drops a message at the 21st delivery where a queue has no limit of its own. */
const LOOKS = 25;

describe('what an operator does costs no message', () => {
  let bus: Bus;
  const running: ImpersonatedService[] = [];

  beforeAll(async () => {
    bus = await startBus('operators');
  });

  afterAll(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await bus?.stop();
  });

  const start = async (): Promise<ImpersonatedService> => {
    const service = await impersonate(bus);
    running.push(service);
    return service;
  };

  /** As "Get messages" in the management UI with "Nack message requeue true". */
  const lookAt = (queue: string): Promise<void> =>
    onChannel(bus.infrastructure.adminAmqpUrl, async (channel) => {
      for (let look = 0; look < LOOKS; look++) {
        let message: GetMessage | false = false;
        await until('the message is there', async () => (message = await channel.get(queue)) !== false, { everyMs: 5 });
        channel.nack(message as unknown as GetMessage, false, true);
      }
    });

  it.each([
    ['a lane', QUEUE],
    ['the parked messages', parkedQueueName(SERVICE, 'stock')],
    ['the fuse', fuseQueueName(SERVICE)],
  ])('25 looks by "Get messages" at %s', async (_what, queue) => {
    const properties = propertiesOf(setAmazonStockV1);
    await bus.put(queue, BODY, properties);
    await lookAt(queue);
    await until('it is back', async () => (await bus.depth(queue)) === 1);
    const [message] = await bus.takeAll(queue);
    expect(message!.properties.messageId).toBe(properties.messageId);
    expect(message!.content.toString()).toBe(BODY);
  });

  it('a message that was looked at 25 times is handled like any other', async () => {
    const properties = propertiesOf(setAmazonStockV1);
    await bus.put(QUEUE, BODY, properties);
    await lookAt(QUEUE);
    const service = await start();
    await until('it takes effect', async () => (await bus.effectsOf(properties.messageId)) === 1);
    expect(await service.parked.count()).toBe(0);
    await service.stop();
  });

  it('10 restarts of whoever has 50 messages in hand: none is lost, none parked', async () => {
    const messages = Array.from({ length: 50 }, () => propertiesOf(setAmazonStockV1));
    const messageIds = messages.map(({ messageId }) => messageId);
    await bus.put(QUEUE, BODY, ...messages);
    for (let restart = 0; restart < 10; restart++) await takeAndHangUp(bus.infrastructure.adminAmqpUrl, 50);
    const service = await start();
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === 50);
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 50, effects: 50 });
    expect(await service.parked.count()).toBe(0);
    expect(await bus.depth(fuseQueueName(SERVICE))).toBe(0);
    await service.stop();
  });

  it('10 clean rolling restarts under load: each message is handled once, by one pod', async () => {
    const messages = Array.from({ length: 500 }, () => propertiesOf(setAmazonStockV1));
    const messageIds = messages.map(({ messageId }) => messageId);
    let service = await start();
    for (let restart = 0; restart < 10; restart++) {
      await bus.put(QUEUE, BODY, ...messages.slice(restart * 50, (restart + 1) * 50));
      const [next] = await Promise.all([start(), service.stop()]);
      service = next;
    }
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === 500);
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 500, effects: 500 });
    expect(running.flatMap((pod) => messageIds.flatMap((id) => pod.deliveriesOf(id)))).toHaveLength(500);
    await service.stop();
  });

  it('a purge of the parked messages: their rows bring the copies back, and they can be replayed', async () => {
    const service = await start();
    service.on(setAmazonStockV1, () => Promise.reject(new Error('a mistake in the handler')));
    const messageId = await service.send(setAmazonStockV1);
    await until('it is parked', async () => (await service.parked.count()) === 1);
    const parked = parkedQueueName(SERVICE, 'stock');
    await until('its copy is there', async () => (await bus.depth(parked)) === 1);
    await onChannel(bus.infrastructure.adminAmqpUrl, (channel) => channel.purgeQueue(parked));
    await until('the copy is back', async () => {
      await service.app.get(ParkedCopies).tidy();
      return (await bus.depth(parked)) === 1;
    });
    service.on(setAmazonStockV1, (delivery) => service.takeEffect(delivery));
    expect(await service.parked.replayAll({}, 'ann: the handler is mended')).toBe(1);
    await until('it takes effect', async () => (await bus.effectsOf(messageId)) === 1);
    await service.stop();
  });

  it('25 looks at a message that waits for its next attempt', async () => {
    const longest = retryQueueName(SERVICE, 'stock', RETRY_DELAYS_MS.at(-1)!);
    const properties = propertiesOf(setAmazonStockV1);
    await bus.put(longest, BODY, properties);
    await onChannel(bus.infrastructure.adminAmqpUrl, async (channel) => {
      for (let look = 0; look < LOOKS; look++) {
        const message = await channel.get(longest);
        if (message !== false) channel.nack(message, false, true);
      }
    });
    const service = await start();
    await until('it takes effect', async () => (await bus.effectsOf(properties.messageId)) === 1);
    await service.stop();
  });
});

/** Takes so many messages and ends without a word about them, as a process does that is killed. */
async function takeAndHangUp(amqpUrl: string, count: number): Promise<void> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  await channel.prefetch(count);
  let taken = 0;
  await channel.consume(QUEUE, (message) => void (message === null ? undefined : (taken += 1)));
  await until(`${count} are in hand`, () => taken === count);
  await connection.close();
}

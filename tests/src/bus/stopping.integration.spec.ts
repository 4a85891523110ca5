import { configureAmazonConnectionV1, setAmazonStockV1 } from '@connector/contracts';
import { enqueue, Inbox, queueName, uuidV7, WiringError } from '@connector/messaging';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const BODY = JSON.stringify(setAmazonStockV1.example);

describe('a service', () => {
  let bus: Bus;
  let finish = (): void => undefined;
  const running: ImpersonatedService[] = [];

  beforeAll(async () => {
    bus = await startBus('stopping');
  });

  afterEach(async () => {
    finish();
    await Promise.all(running.splice(0).map((service) => service.stop()));
  });

  afterAll(() => bus?.stop());

  const start = async (): Promise<ImpersonatedService> => {
    const service = await impersonate(bus);
    running.push(service);
    return service;
  };

  const idsIn = async (queue: string): Promise<string[]> =>
    (await bus.takeAll(queue)).map(({ properties }) => properties.messageId as string);

  it('that stops takes nothing more, finishes what is under way, and its messages leave', async () => {
    const service = await start();
    const order: string[] = [];
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    let followUp = '';
    service.on(setAmazonStockV1, async (delivery) => {
      if (order.push('begun') > 1) return;
      await mayFinish;
      await service.app.get(Inbox).once('bus-suite', delivery, async (tx) => {
        followUp = await enqueue(tx, configureAmazonConnectionV1, configureAmazonConnectionV1.example, envelope());
      });
      order.push('finished');
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('the handler is at work', () => order.length > 0);
    const stopped = service.stop().then(() => order.push('stopped'));
    const control = queueName(SERVICE, 'control');
    await until('nobody takes from the other lane', async () => (await bus.consumersOf(control)) === 0);
    const later = propertiesOf(setAmazonStockV1);
    await until('the service takes nothing more', async () => {
      await bus.put(QUEUE, BODY, later);
      // a consumer that takes messages has it by the time of the broker's confirmation
      return (await bus.depth(QUEUE)) > 0;
    });
    expect(order).not.toContain('stopped');
    finish();
    await stopped;
    expect(order.slice(-2)).toEqual(['finished', 'stopped']);
    expect(service.deliveriesOf(messageId)).toHaveLength(1);
    expect(await bus.unsent()).toBe(0);
    expect(await idsIn(QUEUE)).toEqual([later.messageId]);
    expect(await idsIn(control)).toEqual([followUp]);
  });

  it('that is replaced under load, again and again, loses nothing and doubles nothing', async () => {
    const all = Array.from({ length: 600 }, () => propertiesOf(setAmazonStockV1));
    const messageIds = all.map(({ messageId }) => messageId);
    let service = await start();
    const replicas = [service];
    await bus.put(QUEUE, BODY, ...all);
    for (const enough of [100, 250, 400]) {
      await until('some take effect', async () => (await bus.effectsAmong(messageIds)).messages >= enough);
      const [next] = await Promise.all([start(), service.stop()]);
      service = next;
      replicas.push(next);
    }
    await until('all take effect', async () => (await bus.effectsAmong(messageIds)).messages === all.length);
    await service.stop();
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: all.length, effects: all.length });
    await until('the queue is empty', async () => (await bus.depth(QUEUE)) === 0);
    // what a replica took it finished: no message came to a second handler
    const deliveries = replicas.flatMap((replica) => messageIds.flatMap((id) => replica.deliveriesOf(id)));
    expect(deliveries).toHaveLength(all.length);
  });

  it('of which two replicas run lets a message take effect once, though each gets a copy', async () => {
    const replicas = [await start(), await start()];
    const messageIds = Array.from({ length: 50 }, () => uuidV7());
    const copies = [...messageIds, ...messageIds, ...messageIds].map((id) => propertiesOf(setAmazonStockV1, id));
    await bus.put(QUEUE, BODY, ...copies);
    const delivered = (): number =>
      messageIds.flatMap((id) => replicas.flatMap((replica) => replica.deliveriesOf(id))).length;
    await until('all copies are delivered', () => delivered() === copies.length);
    for (const replica of replicas) {
      expect(messageIds.some((id) => replica.deliveriesOf(id).length > 0)).toBe(true);
      await replica.stop();
    }
    expect(await bus.effectsAmong(messageIds)).toEqual({ messages: 50, effects: 50 });
    await until('the queue is empty', async () => (await bus.depth(QUEUE)) === 0);
  });

  it('that lacks a handler for what is bound does not start, and says which', async () => {
    const started = impersonate(bus, { without: [configureAmazonConnectionV1] });
    await expect(started).rejects.toThrow(WiringError);
    await expect(started).rejects.toThrow(configureAmazonConnectionV1.name);
  });
});

import { setAmazonStockV1 } from '@connector/contracts';
import { enqueue, queueName, uuidV7 } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

describe('a message', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('delivery');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  it('whose transaction commits takes effect once', async () => {
    const messageId = await service.send(setAmazonStockV1);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) > 0);
    expect(await bus.effectsOf(messageId)).toBe(1);
    expect(service.deliveriesOf(messageId)).toMatchObject([{ attempt: 1, redelivered: false, lane: 'stock' }]);
  });

  it('arrives with the envelope and the body that were sent', async () => {
    const sent = { ...setAmazonStockV1.example, sku: 'MUG-RED', quantity: 3 };
    const bodies: object[] = [];
    service.on(setAmazonStockV1, async (delivery, body) => {
      bodies.push(body);
      await service.takeEffect(delivery);
    });
    const on = envelope();
    const messageId = await service.transaction((tx) => enqueue(tx, setAmazonStockV1, sent, on));
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) > 0);
    expect(bodies).toEqual([sent]);
    expect(service.deliveriesOf(messageId)).toMatchObject([{ messageId, type: setAmazonStockV1.name, ...on }]);
  });

  it('whose transaction rolls back is never sent', async () => {
    let rolledBack = '';
    const failing = service.transaction(async (tx) => {
      rolledBack = await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope());
      throw new Error('the change was refused');
    });
    await expect(failing).rejects.toThrow('the change was refused');
    const later = await service.send(setAmazonStockV1);
    await until('a later message takes effect', async () => (await bus.effectsOf(later)) > 0);
    expect(service.deliveriesOf(rolledBack)).toEqual([]);
    expect(await bus.effectsOf(rolledBack)).toBe(0);
  });

  it.each([2, 3, 100])('that is published %i times takes effect once', async (times) => {
    const messageId = uuidV7();
    const body = JSON.stringify(setAmazonStockV1.example);
    const copies = Array.from({ length: times }, () => propertiesOf(setAmazonStockV1, messageId));
    await bus.put(queueName(SERVICE, 'stock'), body, ...copies);
    await until('all copies are handled', () => service.endedOf(messageId) === times);
    expect(await bus.effectsOf(messageId)).toBe(1);
  });

  it('that is sent again under its own id, as a command is, takes effect once', async () => {
    const messageId = uuidV7();
    for (let times = 0; times < 2; times++) {
      await service.transaction((tx) =>
        enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, { ...envelope(), messageId }),
      );
    }
    await until('both are handled', () => service.endedOf(messageId) === 2);
    expect(await bus.effectsOf(messageId)).toBe(1);
  });

  it('of 5,000 takes effect once, like all the others', async () => {
    const count = 5_000;
    const sent: string[] = [];
    for (let batch = 0; batch < count / 100; batch++) {
      await service.transaction(async (tx) => {
        for (let index = 0; index < 100; index++)
          sent.push(await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope()));
      });
    }
    await until('all take effect', async () => (await bus.effectsAmong(sent)).messages === count, {
      withinMs: 200_000,
      everyMs: 200,
    });
    await until('nothing is left to be sent', async () => (await bus.unsent()) === 0);
    await until('the queue is empty', async () => (await bus.depth(queueName(SERVICE, 'stock'))) === 0);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: count, effects: count });
  }, 300_000);
});

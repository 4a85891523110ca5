import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedCopies, ParkedMessage, parkedQueueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsNull } from 'typeorm';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const QUEUE = parkedQueueName(SERVICE, 'stock');

describe('the copies of parked messages', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('copies');
    service = await impersonate(bus);
    service.on(setAmazonStockV1, () => Promise.reject(new Error('a mistake in the handler')));
    for (let sent = 0; sent < 3; sent++) await service.send(setAmazonStockV1);
    await until('three messages are parked', async () => (await waiting()).length === 3);
    await until('three copies are there', async () => (await bus.depth(QUEUE)) === 3);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const waiting = (): Promise<ParkedMessage[]> =>
    bus.db.getRepository(ParkedMessage).find({ where: { closed: IsNull() }, order: { parkedAt: 'ASC' } });

  const tidy = (): Promise<void> => service.app.get(ParkedCopies).tidy(0);

  const copies = async (): Promise<string[]> => {
    const taken = await bus.takeAll(QUEUE);
    const properties = taken.map((message) => message.properties);
    await bus.put(QUEUE, JSON.stringify(setAmazonStockV1.example), ...properties);
    return properties.map(({ messageId }) => String(messageId)).toSorted();
  };

  it('stay as they are while they are right, and carry the ids of their rows', async () => {
    await tidy();
    expect(await copies()).toEqual((await waiting()).map(({ id }) => id).toSorted());
  });

  it('go when their message is discarded', async () => {
    const [first] = await waiting();
    await service.parked.discard(first!.id, 'ann: a test');
    await tidy();
    await until('its copy is gone', async () => (await bus.depth(QUEUE)) === 2);
    expect(await copies()).not.toContain(first!.id);
  });

  it('come back when an operator purges the queue', async () => {
    await bus.takeAll(QUEUE);
    await tidy();
    await until('the copies are back', async () => (await bus.depth(QUEUE)) === 2);
    expect(await copies()).toEqual((await waiting()).map(({ id }) => id).toSorted());
  });

  it('that are there twice are there once', async () => {
    const [first] = await waiting();
    await bus.put(QUEUE, '{}', { messageId: first!.id });
    await tidy();
    await until('the double is gone', async () => (await bus.depth(QUEUE)) === 2);
    expect(await copies()).toEqual((await waiting()).map(({ id }) => id).toSorted());
  });
});

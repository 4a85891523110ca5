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

  /** Ids of the copies, read as an operator reads them: each goes back. */
  const copies = async (): Promise<string[]> => {
    const taken = await bus.takeAll(QUEUE);
    const properties = taken.map((message) => message.properties);
    await bus.put(QUEUE, JSON.stringify(setAmazonStockV1.example), ...properties);
    return properties.map(({ messageId }) => String(messageId)).toSorted();
  };

  /** Tidies until there is one copy of each row that waits; a look that another began meanwhile is made again. */
  const copiesAreRight = (): Promise<void> =>
    until('there is one copy of each message that waits', async () => {
      await service.app.get(ParkedCopies).tidy();
      const rows = (await waiting()).map(({ id }) => id).toSorted();
      return JSON.stringify(await copies()) === JSON.stringify(rows);
    });

  it('stay as they are while they are right, and carry the ids of their rows', async () => {
    await copiesAreRight();
    expect(await copies()).toHaveLength(3);
  });

  it('go when their message is discarded', async () => {
    const [first] = await waiting();
    await service.parked.discard(first!.id, 'ann: a test');
    await copiesAreRight();
    expect(await copies()).not.toContain(first!.id);
  });

  it('come back when an operator purges the queue', async () => {
    await bus.takeAll(QUEUE);
    await copiesAreRight();
    expect(await copies()).toHaveLength(2);
  });

  it('that are there twice are there once', async () => {
    const [first] = await waiting();
    await bus.put(QUEUE, '{}', { messageId: first!.id });
    await copiesAreRight();
  });
});

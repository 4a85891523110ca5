import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedCopies, ParkedMessage, parkedQueueName, ParkedRetention, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GetMessage } from 'amqplib';
import { IsNull } from 'typeorm';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
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
    return (await lookedAt()).map(({ properties }) => String(properties.messageId)).toSorted();
  };

  const sealedCopies = async (): Promise<number> =>
    (await lookedAt()).filter(({ content }) => content.toString().includes('wrappedKey')).length;

  const lookedAt = async (): Promise<GetMessage[]> => {
    const taken = await bus.takeAll(QUEUE);
    for (const { content, properties } of taken) await bus.put(QUEUE, content.toString(), properties);
    return taken;
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

  it('lose the sealed parts with their rows after 30 days, and when they cannot at once, an hour later', async () => {
    const sealed = { sku: 7, buyer: { kid: 'k1', wrappedKey: 'd3JhcHBlZA==', iv: 'aXY=', ct: 'Y3Q=' } };
    await bus.put(queueName(SERVICE, 'stock'), JSON.stringify(sealed), propertiesOf(setAmazonStockV1));
    await until('it is parked', async () => (await waiting()).length === 3);
    await copiesAreRight();
    await bus.db.query(`UPDATE amazon_gateway.parked_message SET parked_at = parked_at - interval '31 days'`);
    const retention = service.app.get(ParkedRetention);
    const leased = (end: string): Promise<unknown> =>
      bus.db.query(`UPDATE amazon_gateway.messaging_lease SET leased_until = ${end} WHERE name = 'parked-copies'`);
    await leased(`clock_timestamp() + interval '1 hour'`);
    await retention.cleanUp();
    expect(await sealedCopies()).toBe(1);
    await leased('clock_timestamp()');
    await until('rows and copies are done with', async () => {
      await retention.cleanUp();
      return (await waiting()).every(({ sealedPartsGone }) => sealedPartsGone);
    });
    await copiesAreRight();
    expect(await sealedCopies()).toBe(0);
  });
});

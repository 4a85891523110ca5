import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedMessage, ParkedMessages, Publisher, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

describe('a parked message', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('parked');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const rowOf = (id: string): Promise<ParkedMessage> => bus.db.getRepository(ParkedMessage).findOneByOrFail({ id });

  /** A message that failed as often as it may; the mistake in its handler is mended after that. */
  const parkOne = async (): Promise<ParkedMessage> => {
    service.on(setAmazonStockV1, () => Promise.reject(new Error('a mistake in the handler')));
    const messageId = await service.send(setAmazonStockV1);
    const row = (): Promise<ParkedMessage | null> => bus.db.getRepository(ParkedMessage).findOneBy({ messageId });
    await until('the message is parked', async () => (await row()) !== null);
    service.on(setAmazonStockV1, (delivery) => service.takeEffect(delivery));
    return (await row())!;
  };

  /** All that was published before has been handled when this has been. */
  const aLaterMessageIsHandled = async (): Promise<void> => {
    const later = propertiesOf(setAmazonStockV1);
    await bus.put(queueName(SERVICE, 'stock'), JSON.stringify(setAmazonStockV1.example), later);
    await until('a later message takes effect', async () => (await bus.effectsOf(later.messageId)) === 1);
  };

  it('that is replayed is handled, under its own id and with its own envelope', async () => {
    const { id, messageId, connectionId, correlationId, occurredAt } = await parkOne();
    expect(await service.parked.replay(id, 'ann: the handler is mended')).toBe(true);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
    expect(service.deliveriesOf(messageId).at(-1)).toMatchObject({
      messageId,
      connectionId,
      correlationId,
      occurredAt,
      attempt: 1,
    });
    expect((await rowOf(id)).closed).toMatchObject({ how: 'replayed', note: 'ann: the handler is mended' });
  });

  it('that is replayed twice is handled once', async () => {
    const { id, messageId } = await parkOne();
    expect(await service.parked.replay(id, 'ann: once')).toBe(true);
    expect(await service.parked.replay(id, 'bob: twice')).toBe(false);
    await until('it takes effect', async () => (await bus.effectsOf(messageId)) > 0);
    await aLaterMessageIsHandled();
    expect(await bus.effectsOf(messageId)).toBe(1);
    expect((await rowOf(id)).closed).toMatchObject({ note: 'ann: once' });
  });

  it('that several people replay at the same moment takes effect once', async () => {
    const { id, messageId } = await parkOne();
    const replays = Array.from({ length: 10 }, (_, index) => service.parked.replay(id, `person ${index}`));
    expect((await Promise.all(replays)).filter(Boolean)).toHaveLength(1);
    await until('it takes effect', async () => (await bus.effectsOf(messageId)) > 0);
    await aLaterMessageIsHandled();
    expect(await bus.effectsOf(messageId)).toBe(1);
  });

  it('that fails again before its replay is closed goes on waiting', async () => {
    const { id, lastSeenAt } = await parkOne();
    service.on(setAmazonStockV1, () => Promise.reject(new Error('the mistake is still there')));
    const publisher = service.app.get(Publisher);
    const publish: Publisher['publish'] = async (message) => {
      await publisher.publish(message);
      await until('it has failed again', async () => (await rowOf(id)).lastSeenAt > lastSeenAt);
    };
    const slow = new ParkedMessages(service.app.get(DataSource), { publish } as Publisher, { service: SERVICE });
    expect(await slow.replay(id, 'ann: too early')).toBe(true);
    expect(await rowOf(id)).toMatchObject({ closed: null, cause: expect.stringContaining('still there') });
    expect(await service.parked.discard(id, 'ann: seen')).toBe(true);
  });

  it('that is discarded is closed with its note, and never handled', async () => {
    const { id, messageId } = await parkOne();
    expect(await service.parked.discard(id, 'ann: the order was a test')).toBe(true);
    expect(await service.parked.replay(id, 'bob: too late')).toBe(false);
    expect(await service.parked.discard(id, 'bob: too late')).toBe(false);
    await aLaterMessageIsHandled();
    expect(await bus.effectsOf(messageId)).toBe(0);
    expect((await rowOf(id)).closed).toMatchObject({ how: 'discarded', note: 'ann: the order was a test' });
  });

  it('is listed and counted until it is closed', async () => {
    const before = await service.parked.count();
    const { id } = await parkOne();
    expect(await service.parked.count()).toBe(before + 1);
    expect((await service.parked.list()).map((row) => row.id)).toContain(id);
    await service.parked.discard(id, 'ann: seen');
    expect(await service.parked.count()).toBe(before);
    expect((await service.parked.list()).map((row) => row.id)).not.toContain(id);
  });

  it('is found by what it is about, and many are replayed or discarded at once', async () => {
    await service.parked.discardAll({}, 'ann: seen');
    const parked = [await parkOne(), await parkOne(), await parkOne()];
    const [first, second, third] = parked as [ParkedMessage, ParkedMessage, ParkedMessage];
    const about = { correlationId: first.correlationId };
    expect((await service.parked.list(about)).map(({ id }) => id)).toEqual([first.id]);
    expect(await service.parked.count({ type: first.type, reasonCode: first.reasonCode, lane: 'stock' })).toBe(3);
    expect(await service.parked.count({ lane: 'control' })).toBe(0);
    expect((await service.parked.list({}, 10, first.id)).map(({ id }) => id)).toEqual([second.id, third.id]);
    expect(await service.parked.discardAll(about, 'ann: a test')).toBe(1);
    expect(await service.parked.replayAll({ reasonCode: first.reasonCode }, 'ann: mended')).toBe(2);
    const replayed = [second.messageId, third.messageId];
    await until('both take effect', async () => (await bus.effectsAmong(replayed)).messages === 2);
    expect(await bus.effectsOf(first.messageId)).toBe(0);
    expect(await service.parked.count()).toBe(0);
  });

  it('that fails again after its replay is parked again', async () => {
    const { id, messageId } = await parkOne();
    service.on(setAmazonStockV1, () => Promise.reject(new Error('not mended after all')));
    await service.parked.replay(id, 'ann: try again');
    const again = (): Promise<ParkedMessage[]> => bus.db.getRepository(ParkedMessage).findBy({ messageId });
    await until('it is parked again', async () => (await again()).length === 2);
    expect((await again()).filter(({ closed }) => closed === null)).toMatchObject([
      { cause: 'Error: not mended after all', attempts: 6 },
    ]);
  });
});

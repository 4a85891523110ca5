import { setAmazonStockV1 } from '@connector/contracts';
import { declareTopology, fuseQueueName, ParkedMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onChannel, RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

describe('a message that the broker gave up', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('fuse');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  /** As the broker puts it there: with the queue that it died in. */
  const giveUp = async (): Promise<string> => {
    const properties = propertiesOf(setAmazonStockV1);
    await bus.put(fuseQueueName(SERVICE), JSON.stringify(setAmazonStockV1.example), {
      ...properties,
      headers: { ...properties.headers, 'x-first-death-queue': queueName(SERVICE, 'stock') },
    });
    return properties.messageId;
  };

  it('is parked in its own lane, with the reason, and leaves the fuse', async () => {
    const messageId = await giveUp();
    const row = (): Promise<ParkedMessage | null> => bus.db.getRepository(ParkedMessage).findOneBy({ messageId });
    await until('the message is parked', async () => (await row()) !== null);
    expect(await row()).toMatchObject({ lane: 'stock', reasonCode: 'delivery_limit', closed: null });
    await until('the fuse is empty', async () => (await bus.depth(fuseQueueName(SERVICE))) === 0);
  });

  it('is handled when it is replayed', async () => {
    const messageId = await giveUp();
    const row = (): Promise<ParkedMessage | null> => bus.db.getRepository(ParkedMessage).findOneBy({ messageId });
    await until('the message is parked', async () => (await row()) !== null);
    expect(await service.parked.replay((await row())!.id, 'ann: the database is back')).toBe(true);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
  });

  it('is parked too where the fuse was lost and declared again; until then the service is not ready', async () => {
    const isReady = async (): Promise<boolean> => Object.keys(await service.troubles()).length === 0;
    const { adminAmqpUrl } = bus.infrastructure;
    await until('the service is ready', isReady);
    await onChannel(adminAmqpUrl, (channel) => channel.deleteQueue(fuseQueueName(SERVICE)));
    await until('the service is not ready', async () => !(await isReady()));
    await declareTopology(adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS });
    await until('the service is ready again', isReady);
    const messageId = await giveUp();
    await until(
      'the message is parked',
      async () => (await bus.db.getRepository(ParkedMessage).countBy({ messageId })) === 1,
    );
    await until('the fuse is empty', async () => (await bus.depth(fuseQueueName(SERVICE))) === 0);
  });
});

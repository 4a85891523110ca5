import { configureAmazonConnectionV1, setAmazonStockV1, type Contract } from '@connector/contracts';
import { declareTopology, enqueue, OutboxMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onChannel, RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

describe('the outbox', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('publishing');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  const rowOf = (messageId: string): Promise<OutboxMessage> =>
    bus.db.getRepository(OutboxMessage).findOneByOrFail({ messageId });

  const nobodyListens: Contract = { ...setAmazonStockV1, name: 'amazon.stock.forget.v1' };

  it('keeps a message that no queue takes, with its trouble', async () => {
    const messageId = await service.send(nobodyListens);
    await until('the broker returned it', async () => (await rowOf(messageId)).lastTrouble !== null);
    expect(await rowOf(messageId)).toMatchObject({
      sentAt: null,
      lastTrouble: 'TransientFailure: No queue takes amazon.stock.forget.v1',
    });
  });

  it('lets no other message wait for one that no queue takes', async () => {
    const sent = await service.transaction(async (tx) => {
      const ids: string[] = [];
      for (let index = 0; index < 250; index++) {
        await enqueue(tx, nobodyListens, setAmazonStockV1.example, envelope());
        ids.push(await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope()));
      }
      return ids;
    });
    await until('all others take effect', async () => (await bus.effectsAmong(sent)).messages === sent.length);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: 250, effects: 250 });
  });

  it('sends a message as soon as a queue takes it', async () => {
    const { adminAmqpUrl } = bus.infrastructure;
    const queue = queueName(SERVICE, 'control');
    await onChannel(adminAmqpUrl, (channel) =>
      channel.unbindQueue(queue, 'commands', configureAmazonConnectionV1.name),
    );
    const messageId = await service.send(configureAmazonConnectionV1);
    await until('the broker returned it', async () => (await rowOf(messageId)).lastTrouble !== null);
    await declareTopology(adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS });
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
    expect((await rowOf(messageId)).sentAt).not.toBeNull();
  });

  it('goes on after a message that made the broker close the channel', async () => {
    const messageId = await service.send(nobodyListens);
    await bus.db.query(
      `UPDATE amazon_gateway.outbox_message SET exchange = 'nowhere', leased_until = NULL WHERE message_id = $1`,
      [messageId],
    );
    await until('the broker refused it', async () => /refused/.test((await rowOf(messageId)).lastTrouble ?? ''));
    const later = await service.send(setAmazonStockV1);
    await until('a later message takes effect', async () => (await bus.effectsOf(later)) === 1);
    expect(await service.troubles()).toEqual({});
    expect((await rowOf(messageId)).sentAt).toBeNull();
  });

  it('refuses a correlation that no envelope can hold, in the transaction that it would break', async () => {
    const tooLong = { ...envelope(), correlationId: 'x'.repeat(256) };
    const failing = service.transaction((tx) => enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, tooLong));
    await expect(failing).rejects.toMatchObject({ name: 'ContractBroken', reasonCode: 'envelope_broken' });
  });

  it('refuses a body that breaks its contract, or is too large', async () => {
    const sendBody = (sku: string): Promise<string> =>
      service.send(setAmazonStockV1, { ...setAmazonStockV1.example, sku });
    await expect(sendBody('')).rejects.toMatchObject({ name: 'ContractBroken', reasonCode: 'contract_broken' });
    const large = { ...setAmazonStockV1.example, note: 'x'.repeat(256 * 1_024) };
    await expect(service.send(setAmazonStockV1, large)).rejects.toMatchObject({ reasonCode: 'message_too_large' });
  });
});

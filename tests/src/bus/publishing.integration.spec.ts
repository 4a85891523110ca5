import { configureAmazonConnectionV1, setAmazonStockV1, type Contract } from '@connector/contracts';
import { declareTopology, enqueue, OutboxMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseOptions } from '@connector/platform';
import { DataSource } from 'typeorm';
import { database, onChannel, RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
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
    const trouble = 'TransientFailure: No queue takes amazon.stock.forget.v1';
    await until('the broker returned it', async () => (await rowOf(messageId)).lastTrouble === trouble);
    expect(await rowOf(messageId)).toMatchObject({ sentAt: null });
  });

  it('parks a message that no queue took for a day; replayed, it is sent again under its own id', async () => {
    const messageId = await service.send(nobodyListens);
    await until('the broker returned it', async () => (await rowOf(messageId)).lastTrouble !== null);
    await bus.db.query(
      `UPDATE amazon_gateway.outbox_message SET refused_since = refused_since - interval '25 hours', leased_until = NULL WHERE message_id = $1`,
      [messageId],
    );
    await until('it is parked', async () => (await service.parked.count({ reasonCode: 'unroutable' })) === 1);
    const [parked] = await service.parked.list({ reasonCode: 'unroutable' });
    expect(parked).toMatchObject({ messageId, lane: 'outbox', type: nobodyListens.name });
    expect(JSON.parse(Buffer.from(parked!.content, 'base64').toString())).toEqual(setAmazonStockV1.example);
    expect(await bus.db.getRepository(OutboxMessage).findOneBy({ messageId })).toBeNull();
    expect(await service.parked.replay(parked!.id, 'ann: the queue is declared')).toBe(true);
    expect(await rowOf(messageId)).toMatchObject({ sentAt: null, type: nobodyListens.name, exchange: 'commands' });
  });

  it('does not park a message at its first refusal, however long it waited for the broker before', async () => {
    const messageId = await service.transaction(async (tx) => {
      const id = await enqueue(tx, nobodyListens, setAmazonStockV1.example, envelope());
      await tx.query(
        `UPDATE amazon_gateway.outbox_message SET created_at = created_at - interval '25 hours' WHERE message_id = $1`,
        [id],
      );
      return id;
    });
    await until('the broker returned it', async () => (await rowOf(messageId)).lastTrouble !== null);
    await bus.db.query(`UPDATE amazon_gateway.outbox_message SET leased_until = NULL WHERE message_id = $1`, [
      messageId,
    ]);
    await until('the broker returned it again', async () => (await rowOf(messageId)).attempts >= 2);
    expect((await rowOf(messageId)).refusedSince!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await service.parked.count({ reasonCode: 'unroutable' })).toBe(0);
  });

  it('keeps sent messages by the day of their sending, and lets a day go that is more than a week ago', async () => {
    const messageId = await service.send(setAmazonStockV1);
    await until('it is sent', async () => (await rowOf(messageId)).sentAt !== null);
    const days = async (): Promise<string[]> =>
      (
        await bus.db.query<{ name: string }[]>(
          `SELECT relname AS name FROM pg_class WHERE relnamespace = 'amazon_gateway'::regnamespace AND relname ~ '^outbox_message_[0-9]{8}$' ORDER BY 1`,
        )
      ).map(({ name }) => name);
    expect(await days()).toHaveLength(3);
    await bus.db.query(
      `CREATE TABLE amazon_gateway.outbox_message_20200101 PARTITION OF amazon_gateway.outbox_message FOR VALUES FROM ('2020-01-01Z') TO ('2020-01-02Z')`,
    );
    await bus.db.query(`UPDATE amazon_gateway.outbox_message SET sent_at = '2020-01-01 12:00Z' WHERE message_id = $1`, [
      messageId,
    ]);
    const asService = new DataSource(databaseOptions(bus.infrastructure.databaseUrlFor(SERVICE), database));
    await asService.initialize();
    await asService.query(`SELECT amazon_gateway.keep_outbox_partitions()`);
    await asService.destroy();
    expect(await days()).toHaveLength(3);
    expect(await bus.db.getRepository(OutboxMessage).findOneBy({ messageId })).toBeNull();
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
    await until('it is marked as sent', async () => (await rowOf(messageId)).sentAt !== null);
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
    // the message that is kept is offered again now and then, and closes the channel again
    await until('the service is ready', async () => Object.keys(await service.troubles()).length === 0);
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

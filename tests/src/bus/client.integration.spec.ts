import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setAmazonStockV1 } from '@connector/contracts';
import { queueName, RabbitClient, uuidV7, type Outgoing } from '@connector/messaging';
import { freePort } from '@connector/local-infrastructure';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { startBus, SERVICE, type Bus } from './support/bus.js';
import { CONNECTION_ID } from './support/impersonated-service.js';
import { until } from './support/until.js';

const outgoing = (messageId = uuidV7()): Outgoing => ({
  body: setAmazonStockV1.example,
  envelope: { connectionId: CONNECTION_ID, correlationId: 'SKU-1', messageId },
});

describe("Nest's client of the transport", () => {
  let bus: Bus;
  let client: RabbitClient;
  beforeAll(async () => {
    bus = await startBus('client');
    client = new RabbitClient({ amqpUrl: bus.infrastructure.adminAmqpUrl, name: 'client of a test' });
  });
  afterAll(async () => {
    await client?.close();
    await bus?.stop();
  });

  const emit = (pattern: string, data: Outgoing): Promise<unknown> =>
    lastValueFrom(client.emit(pattern, data), { defaultValue: undefined });

  it('says that a message is sent when it is in a queue, persistent and with its envelope', async () => {
    const messageId = uuidV7();
    await emit(setAmazonStockV1.name, outgoing(messageId));
    const [taken] = await bus.takeAll(queueName(SERVICE, 'stock'));
    expect(taken?.properties).toMatchObject({ messageId, type: setAmazonStockV1.name, deliveryMode: 2 });
    expect(taken?.properties.headers).toMatchObject({ 'x-connection-id': CONNECTION_ID });
    expect(JSON.parse(taken!.content.toString('utf8'))).toEqual(setAmazonStockV1.example);
  });

  it('sends nothing that breaks its contract, or that no contract names', async () => {
    await expect(emit(setAmazonStockV1.name, { ...outgoing(), body: {} })).rejects.toThrow(setAmazonStockV1.name);
    await expect(emit('amazon.stock.set.v99', outgoing())).rejects.toThrow('There is no message amazon.stock.set.v99');
  });

  it('offers no request that waits for an answer', async () => {
    await expect(firstValueFrom(client.send(setAmazonStockV1.name, outgoing()))).rejects.toThrow(
      'A command is answered by a message of its own',
    );
  });

  it('waits for a broker that is away, and sends nothing twice when it is asked once', async () => {
    const port = await freePort();
    const away = new RabbitClient({ amqpUrl: `amqp://guest:guest@127.0.0.1:${port}`, name: 'too early' });
    let ended = false;
    const sending = lastValueFrom(away.emit(setAmazonStockV1.name, outgoing()), { defaultValue: undefined });
    void sending.finally(() => (ended = true)).catch(() => undefined);
    await until('the client has found nobody', () => !away.unwrap<{ isReady(): boolean }>().isReady());
    expect(ended).toBe(false);
    await away.close();
  });
});

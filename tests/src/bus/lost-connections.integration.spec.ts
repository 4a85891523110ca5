import { setAmazonStockV1 } from '@connector/contracts';
import { declareTopology, queueName } from '@connector/messaging';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { layLine, type BrokerLine } from './support/broker-line.js';
import { onChannel, RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { createService, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const COUNT = 1_000;

describe('when the broker is lost', () => {
  let bus: Bus;
  let line: BrokerLine;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('lost');
  });

  beforeEach(async () => {
    const direct = new URL(bus.infrastructure.adminAmqpUrl);
    direct.searchParams.set('heartbeat', '1');
    line = await layLine(direct.toString());
    service = await impersonate(bus, { amqpUrl: line.amqpUrl });
  });

  afterEach(async () => {
    line.heal();
    await service.stop();
    await line.close();
  });

  afterAll(() => bus?.stop());

  const isReady = async (): Promise<boolean> => Object.keys(await service.troubles()).length === 0;

  /** Commits messages in batches, and lets something happen whenever another quarter of them has taken effect. */
  const sendWhile = async (disturb: () => Promise<void> | void): Promise<string[]> => {
    const sent = await service.sendMany(setAmazonStockV1, COUNT);
    for (const quarter of [0, 1, 2, 3]) {
      const enough = (COUNT * quarter) / 4;
      await until('more take effect', async () => (await bus.effectsAmong(sent)).messages > enough, { everyMs: 5 });
      await disturb();
    }
    return sent;
  };

  const expectEachOnce = async (sent: readonly string[]): Promise<void> => {
    await until('all take effect', async () => (await bus.effectsAmong(sent)).messages === COUNT);
    await until('the outbox is empty', async () => (await bus.unsent()) === 0);
    await until('the queue is empty', async () => (await bus.depth(QUEUE)) === 0);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: COUNT, effects: COUNT });
    expect(await service.parked.count()).toBe(0);
  };

  it('because it hangs up on everybody, consumers and publisher come back and each message takes effect once', async () => {
    let hungUp = 0;
    const sent = await sendWhile(async () => {
      await bus.infrastructure.closeConnections?.();
      hungUp += 1;
      await until('the service is connected again', isReady);
    });
    await expectEachOnce(sent);
    expect(hungUp).toBe(4);
  });

  it('because the line is cut again and again, each message takes effect once', async () => {
    const sent = await sendWhile(() => line.cut());
    await expectEachOnce(sent);
  });

  it('between a commit and its ack, the message comes again and has no second effect', async () => {
    let cut = false;
    service.on(setAmazonStockV1, async (delivery) => {
      await service.takeEffect(delivery);
      if (cut) return;
      cut = true;
      // else the publisher, who lost the same line, would send it once more
      await until('the publisher knows that it is sent', async () => (await bus.unsent()) === 0);
      line.cut();
    });
    const messageId = await service.send(setAmazonStockV1);
    await until('it is delivered and handled again', () => service.endedOf(messageId) > 1);
    await until('the queue is empty', async () => (await bus.depth(QUEUE)) === 0);
    expect(service.deliveriesOf(messageId)).toMatchObject([{ redelivered: false }, { redelivered: true }]);
    expect(await bus.effectsOf(messageId)).toBe(1);
  });

  it('readiness is red until it is back, and what was sent meanwhile takes effect', async () => {
    await until('the service is ready', isReady);
    line.die();
    await until('the service is not ready', async () => !(await isReady()));
    expect(await service.troubles()).toEqual({ rabbitmq: 'is not connected' });
    const messageId = await service.send(setAmazonStockV1);
    expect(await bus.unsent()).toBe(1);
    line.heal();
    await until('the service is ready', isReady);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
  });

  it('without a word (half-open), the silence is noticed and the connection made anew', async () => {
    line.fallSilent();
    const messageId = await service.send(setAmazonStockV1);
    await until('the service is not ready', async () => !(await isReady()));
    line.heal();
    await until('the service is ready', isReady);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
  });

  it('with its disk, consumers come back when the topology is declared again', async () => {
    const { adminAmqpUrl } = bus.infrastructure;
    await onChannel(adminAmqpUrl, (channel) => channel.deleteQueue(QUEUE));
    await until('the service is not ready', async () => !(await isReady()));
    const messageId = await service.send(setAmazonStockV1);
    await declareTopology(adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS });
    await until('the service is ready', isReady);
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
  });

  it('before the start, the service waits for it', async () => {
    await service.stop();
    line.die();
    service = await createService(bus, { amqpUrl: line.amqpUrl });
    const started = service.app.startAllMicroservices();
    const messageId = await service.send(setAmazonStockV1);
    expect(await service.troubles()).toEqual({ rabbitmq: 'is not connected' });
    line.heal();
    await started;
    await until('the message takes effect', async () => (await bus.effectsOf(messageId)) === 1);
    await until('the service is ready', isReady);
  });
});

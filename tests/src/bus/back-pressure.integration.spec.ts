import { setAmazonStockV1 } from '@connector/contracts';
import { enqueue, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const QUEUE = queueName(SERVICE, 'stock');

describe('R-06: a broker that takes no messages, because its memory alarm is raised', () => {
  let bus: Bus;
  let service: ImpersonatedService;
  let letGo = (): void => undefined;

  beforeAll(async () => {
    bus = await startBus('alarm', { own: true });
    service = await impersonate(bus);
  });

  afterAll(async () => {
    letGo();
    await bus?.infrastructure.alarmBroker?.(false);
    await service?.stop();
    await bus?.stop();
  });

  const send = (count: number): Promise<string[]> =>
    service.transaction(async (tx) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++)
        ids.push(await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope()));
      return ids;
    });

  const isConnectedByMetric = async (): Promise<number> =>
    (await register.getSingleMetric('broker_connected')!.get()).values[0]!.value;

  const effects = async (ids: readonly string[]): Promise<number> => (await bus.effectsAmong(ids)).messages;

  it('is told by readiness and metric; consuming goes on, what is committed meanwhile waits in the outbox', async () => {
    const free = new Promise<void>((resolve) => (letGo = resolve));
    service.on(setAmazonStockV1, async (delivery) => {
      await free;
      await service.takeEffect(delivery);
    });
    const before = await send(80);
    await until('the broker has them', async () => (await bus.unsent()) === 0);
    await bus.infrastructure.alarmBroker!(true);
    const first: string[] = [];
    await until('readiness says why', async () => {
      // the broker tells it to whoever publishes
      first.push(...(await send(1)));
      return /takes no messages/.test((await service.troubles())['rabbitmq'] ?? '');
    });
    expect(await isConnectedByMetric()).toBe(0);
    letGo();
    // more than are in hand at once: the broker delivers new ones all the while
    await until('what it had takes effect', async () => (await effects(before)) === before.length);
    const waiting = await bus.unsent();
    const meanwhile = await send(50);
    expect(await bus.unsent()).toBe(waiting + meanwhile.length);
    expect(await effects(meanwhile)).toBe(0);
    await bus.infrastructure.alarmBroker!(false);
    const all = [...before, ...first, ...meanwhile];
    await until('all take effect', async () => (await effects(all)) === all.length);
    await until('nothing is left', async () => (await bus.unsent()) === 0 && (await bus.depth(QUEUE)) === 0);
    expect(await bus.effectsAmong(all)).toEqual({ messages: all.length, effects: all.length });
    await until('the service is ready', async () => Object.keys(await service.troubles()).length === 0);
    expect(await isConnectedByMetric()).toBe(1);
    expect(await service.parked.count()).toBe(0);
  });
});

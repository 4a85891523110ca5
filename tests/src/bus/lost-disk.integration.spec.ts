import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setAmazonStockV1 } from '@connector/contracts';
import { enqueue, ParkedCopies, parkedQueueName, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const run = promisify(execFile);
const OPS = join(import.meta.dirname, '../../../ops/dist/main.js');
const QUEUE = queueName(SERVICE, 'stock');
const COUNT = 500;

describe('R-08: a broker that loses its disk in mid-run', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('disk');
    await declare();
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  /** The topology job, as it runs at every release. */
  const declare = async (): Promise<string> => {
    const { adminAmqpUrl, adminDatabaseUrl } = bus.infrastructure;
    const env = {
      PATH: process.env['PATH'],
      AMQP_URL: adminAmqpUrl,
      MIGRATION_DATABASE_URL: adminDatabaseUrl,
      RETRY_DELAYS_MS: RETRY_DELAYS_MS.join(','),
    };
    return (await run(process.execPath, [OPS, 'topology'], { env })).stdout;
  };

  const send = (count: number): Promise<string[]> =>
    service.transaction(async (tx) => {
      const sent: string[] = [];
      for (let index = 0; index < count; index++)
        sent.push(await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope()));
      return sent;
    });

  it('is refilled by the topology job: nothing is lost, nothing doubled', async () => {
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    let begun = 0;
    service.on(setAmazonStockV1, async (delivery) => {
      begun += 1;
      // a part is handled, a part is being handled, and a part waits in the queue when the disk is lost
      if (begun > COUNT / 5 && delivery.attempt === 1 && !delivery.redelivered && begun <= COUNT / 2) await held;
      await service.takeEffect(delivery);
    });
    const sent = await send(COUNT);
    await until('a part has taken effect', async () => (await bus.effectsAmong(sent)).messages >= COUNT / 5);
    await until('the broker has them all', async () => (await bus.unsent()) === 0);
    expect((await bus.effectsAmong(sent)).messages).toBeLessThan(COUNT);
    await bus.infrastructure.emptyBroker!();
    free();
    const sentMeanwhile = await send(20);
    expect(await declare()).toContain(`the broker had lost`);
    const all = [...sent, ...sentMeanwhile];
    await until('all take effect', async () => (await bus.effectsAmong(all)).messages === all.length);
    await until('nothing is left', async () => (await bus.unsent()) === 0 && (await bus.depth(QUEUE)) === 0);
    expect(await bus.effectsAmong(all)).toEqual({ messages: all.length, effects: all.length });
    expect(await service.parked.count()).toBe(0);
  });

  it('with parked messages in it shows them again', async () => {
    service.on(setAmazonStockV1, () => Promise.reject(new Error('a mistake in the handler')));
    await send(3);
    await until('three are parked', async () => (await service.parked.count()) === 3);
    await bus.infrastructure.emptyBroker!();
    service.on(setAmazonStockV1, (delivery) => service.takeEffect(delivery));
    await declare();
    const copies = parkedQueueName(SERVICE, 'stock');
    await until('the service is back', async () => Object.keys(await service.troubles()).length === 0);
    await until('their copies are there', async () => {
      await service.app.get(ParkedCopies).tidy();
      return (await bus.depth(copies)) === 3;
    });
  });

  it('and is declared again without a loss is not refilled', async () => {
    expect(await declare()).not.toContain('lost');
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setAmazonStockV1 } from '@connector/contracts';
import { fuseQueueName, ParkedMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from './support/bus.js';
import { propertiesOf } from './support/messages.js';
import { until } from './support/until.js';

const SCRIPT = join(import.meta.dirname, '../../dist/bus/support/deadly-service.main.js');
const QUEUE = queueName(SERVICE, 'stock');
const DEADLY_SKU = 'ENDS-ITS-PROCESS';
const NEIGHBOURS = 40;

/** Three unsuspected deliveries, three marked ones, and room for a start that a death interrupts. */
const MOST_DEATHS = 10;

describe('R-09: a message that ends its process', () => {
  let bus: Bus;
  let child: ChildProcess | undefined;
  let deaths = 0;
  let over = false;

  beforeAll(async () => {
    bus = await startBus('deadly');
  });

  afterAll(async () => {
    over = true;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await bus?.stop();
  });

  /** Starts the service, again and again, as Kubernetes does with a pod. */
  const start = (): void => {
    child = spawn(process.execPath, [SCRIPT], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: bus.infrastructure.databaseUrlFor(SERVICE),
        AMQP_URL: bus.infrastructure.adminAmqpUrl,
        DEADLY_SKU,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', (_code, signal) => {
      if (signal === 'SIGKILL') deaths += 1;
      if (!over && deaths < 2 * MOST_DEATHS) start();
    });
  };

  it('is parked after a few deaths, and its neighbours are handled, each once', async () => {
    const deadly = propertiesOf(setAmazonStockV1);
    const neighbours = Array.from({ length: NEIGHBOURS }, () => propertiesOf(setAmazonStockV1));
    const good = JSON.stringify(setAmazonStockV1.example);
    await bus.put(QUEUE, good, ...neighbours.slice(0, NEIGHBOURS / 2));
    await bus.put(QUEUE, JSON.stringify({ ...setAmazonStockV1.example, sku: DEADLY_SKU }), deadly);
    await bus.put(QUEUE, good, ...neighbours.slice(NEIGHBOURS / 2));
    start();
    const parked = (): Promise<ParkedMessage[]> => bus.db.getRepository(ParkedMessage).find();
    await until('it is parked', async () => (await parked()).length > 0, { withinMs: 400_000, everyMs: 100 });
    const ids = neighbours.map(({ messageId }) => messageId);
    await until('its neighbours take effect', async () => (await bus.effectsAmong(ids)).messages === NEIGHBOURS);
    expect(await parked()).toMatchObject([
      { messageId: deadly.messageId, reasonCode: 'kills_process', lane: 'stock', closed: null },
    ]);
    expect(await bus.effectsAmong(ids)).toEqual({ messages: NEIGHBOURS, effects: NEIGHBOURS });
    expect(await bus.effectsOf(deadly.messageId)).toBe(0);
    expect(deaths).toBeGreaterThanOrEqual(4);
    expect(deaths).toBeLessThanOrEqual(MOST_DEATHS);
    for (const queue of [QUEUE, fuseQueueName(SERVICE)])
      await until(`${queue} is empty`, async () => (await bus.depth(queue)) === 0);
    const marks = (): Promise<unknown[]> => bus.db.query(`SELECT * FROM amazon_gateway.start_mark`);
    await until('no mark of a start is left', async () => (await marks()).length === 0);
  }, 600_000);
});

import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setAmazonStockV1 } from '@connector/contracts';
import { ParkedCopies, parkedQueueName, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RETRY_DELAYS_MS, SERVICE, startBus, type Bus } from './support/bus.js';
import { impersonate, type ImpersonatedService } from './support/impersonated-service.js';
import { until } from './support/until.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const OPS = join(ROOT, 'ops/dist/main.js');
const QUEUE = queueName(SERVICE, 'stock');
const COUNT = 500;

describe('R-08: a broker that loses its disk in mid-run', () => {
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    bus = await startBus('disk');
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
  });

  /** The topology job, as it runs at every release. */
  const declare = async (hear: (text: string) => void = () => undefined): Promise<string> => {
    const { adminAmqpUrl, adminDatabaseUrl } = bus.infrastructure;
    const env = {
      PATH: process.env['PATH'],
      AMQP_URL: adminAmqpUrl,
      MIGRATION_DATABASE_URL: adminDatabaseUrl,
      RETRY_DELAYS_MS: RETRY_DELAYS_MS.join(','),
    };
    const running = run(process.execPath, [OPS, 'topology'], { env });
    running.child.stdout?.on('data', (text: Buffer | string) => hear(String(text)));
    return (await running).stdout;
  };

  const send = (count: number): Promise<string[]> => service.sendMany(setAmazonStockV1, count);

  it('is known by what was declared: the topology job waits until every service can remember its queues', async () => {
    let said = '';
    const first = declare((text) => (said += text));
    await until('it waits for the other migrations', () =>
      Promise.resolve(/waiting for .* is not migrated/.test(said)),
    );
    for (const other of ['exact-gateway', 'sync-core']) {
      const env = { PATH: process.env['PATH'], MIGRATION_DATABASE_URL: bus.infrastructure.adminDatabaseUrl };
      await run(process.execPath, [join(ROOT, 'services', other, 'dist/migrate.main.js')], { env });
    }
    await first;
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

  it('is refilled by the next run where a run failed after it declared', async () => {
    service.on(setAmazonStockV1, (delivery) => service.takeEffect(delivery));
    const sent = await send(20);
    await until('all are sent and handled', async () => (await bus.effectsAmong(sent)).messages === sent.length);
    await until('they are marked as sent', async () => (await bus.unsent()) === 0);
    await bus.db.query('TRUNCATE amazon_gateway.inbox_message, amazon_gateway.effect');
    await bus.db.query(`CREATE FUNCTION fail_over() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the database fails over'; END $$`);
    await bus.db.query(`CREATE TRIGGER away BEFORE INSERT ON amazon_gateway.outbox_message
      FOR EACH ROW EXECUTE FUNCTION fail_over()`);
    await bus.infrastructure.emptyBroker!();
    const failed = await declare().catch((error: unknown) => error as ExecFileException);
    expect(failed).toMatchObject({ stderr: expect.stringContaining('the database fails over') as unknown });
    await bus.db.query('DROP TRIGGER away ON amazon_gateway.outbox_message');
    expect(await declare()).toContain(`the broker had lost`);
    await until('all take effect again', async () => (await bus.effectsAmong(sent)).messages === sent.length);
    expect(await declare()).not.toContain('lost');
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

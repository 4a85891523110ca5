import { setAmazonStockV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE, startBus, type Bus } from '../bus/support/bus.js';
import { envelope, impersonate, type ImpersonatedService } from '../bus/support/impersonated-service.js';
import { until } from '../bus/support/until.js';
import { startBouncer, whyNoBouncer, type Bouncer } from './pgbouncer.js';

/** Fewer than one service's pool has, so that its transactions land on whatever connection is free. */
const SERVER_CONNECTIONS = 3;
const COUNT = 300;

const trouble = whyNoBouncer();
if (trouble !== undefined) process.stdout.write(`Skipped, the pooling tests: ${trouble}\n`);

(trouble === undefined ? describe : describe.skip)('behind PgBouncer in transaction mode', () => {
  let bus: Bus;
  let bouncer: Bouncer;
  const replicas: ImpersonatedService[] = [];

  beforeAll(async () => {
    bus = await startBus('pooled');
    const direct = bus.infrastructure.databaseUrlFor(SERVICE);
    bouncer = await startBouncer(direct, SERVER_CONNECTIONS);
    const infrastructure = { ...bus.infrastructure, databaseUrlFor: () => bouncer.through(direct) };
    for (let replica = 0; replica < 2; replica++) replicas.push(await impersonate({ ...bus, infrastructure }));
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await bouncer?.stop();
    await bus?.stop();
  });

  it('two replicas handle every message once, over outbox and inbox', async () => {
    const [first] = replicas;
    const sent = await first!.transaction(async (tx) => {
      const ids: string[] = [];
      for (let index = 0; index < COUNT; index++)
        ids.push(await enqueue(tx, setAmazonStockV1, setAmazonStockV1.example, envelope()));
      return ids;
    });
    await until('all take effect', async () => (await bus.effectsAmong(sent)).messages === COUNT);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: COUNT, effects: COUNT });
    await until('the outbox is empty', async () => (await bus.unsent()) === 0);
    for (const replica of replicas)
      await until('the replica is ready', async () => Object.keys(await replica.troubles()).length === 0);
  });

  it('a message is parked and replayed as ever', async () => {
    const [first] = replicas;
    for (const replica of replicas)
      replica.on(setAmazonStockV1, () => Promise.reject(new Error('a mistake in the handler')));
    const messageId = await first!.send(setAmazonStockV1);
    await until('it is parked', async () => (await first!.parked.count()) === 1);
    for (const replica of replicas) replica.on(setAmazonStockV1, (delivery) => replica.takeEffect(delivery));
    expect(await first!.parked.replayAll({}, 'ann: mended')).toBe(1);
    await until('it takes effect', async () => (await bus.effectsOf(messageId)) === 1);
  });

  it('the bounds of a statement and of an idle transaction hold, because they are the role’s own', async () => {
    const shown = await replicas[0]!.transaction(async (tx) => [
      ...(await tx.query<object[]>('SHOW statement_timeout')),
      ...(await tx.query<object[]>('SHOW idle_in_transaction_session_timeout')),
    ]);
    expect(shown).toEqual([{ statement_timeout: '15s' }, { idle_in_transaction_session_timeout: '30s' }]);
  });
});

import { existsSync } from 'node:fs';
import { setAmazonStockV1 } from '@connector/contracts';
import { INSTALLED_RABBITMQ, startBrokerCluster, type BrokerCluster } from '@connector/local-infrastructure';
import { OutboxMessage, queueName } from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsNull, Not } from 'typeorm';
import { SERVICE, startBus, type Bus } from '../bus/support/bus.js';
import { impersonate, type ImpersonatedService } from '../bus/support/impersonated-service.js';
import { until } from '../bus/support/until.js';

const QUEUE = queueName(SERVICE, 'stock');
const COUNT = 1_000;
const NODES = 3;

const installed = existsSync(INSTALLED_RABBITMQ);
if (!installed) console.log('RabbitMQ is not installed: the cluster of three nodes is skipped');

(installed ? describe : describe.skip)('R-07: a broker of three nodes', () => {
  let cluster: BrokerCluster;
  let bus: Bus;
  let service: ImpersonatedService;

  beforeAll(async () => {
    cluster = await startBrokerCluster(NODES);
    process.env['AMQP_URL'] = cluster.adminAmqpUrl;
    bus = await startBus('cluster').finally(() => delete process.env['AMQP_URL']);
    service = await impersonate(bus);
  });

  afterAll(async () => {
    await service?.stop();
    await bus?.stop();
    await cluster?.stop();
  });

  const everyNodeHasACopy = (): Promise<void> =>
    until('every node has a copy of the queue', async () => (await cluster.queue(QUEUE)).online.length === NODES);

  const isReady = async (): Promise<boolean> => Object.keys(await service.troubles()).length === 0;

  const tried = async (): Promise<boolean> =>
    (await bus.db.getRepository(OutboxMessage).countBy({ sentAt: IsNull(), leasedUntil: Not(IsNull()) })) > 0;

  const expectEachOnce = async (sent: readonly string[]): Promise<void> => {
    await until('all take effect', async () => (await bus.effectsAmong(sent)).messages === sent.length);
    await until('the outbox is empty', async () => (await bus.unsent()) === 0);
    await until('the queue is empty', async () => (await bus.depth(QUEUE)) === 0);
    expect(await bus.effectsAmong(sent)).toEqual({ messages: sent.length, effects: sent.length });
    expect(await service.parked.count()).toBe(0);
  };

  it('keeps a copy of the queues on each', async () => {
    await everyNodeHasACopy();
  });

  it('whose leader loses its power four times under load loses nothing, and each message takes effect once', async () => {
    const sent = await service.sendMany(setAmazonStockV1, COUNT);
    const killed: string[] = [];
    for (const quarter of [0, 1, 2, 3]) {
      const enough = (COUNT * quarter) / 4;
      await until('more take effect', async () => (await bus.effectsAmong(sent)).messages > enough, { everyMs: 5 });
      const { leader } = await cluster.queue(QUEUE);
      const node = cluster.nodes.find(({ name }) => name === leader)!;
      await node.kill();
      killed.push(leader);
      await until('another leads', async () => (await cluster.queue(QUEUE)).leader !== leader);
      await until('the service is ready', isReady);
      await node.start();
      await everyNodeHasACopy();
    }
    await expectEachOnce(sent);
    expect(killed).toHaveLength(4);
  });

  it('of which two are gone takes nothing: it waits in the outbox and comes when one is back', async () => {
    const [one, other] = cluster.nodes.slice(1) as [(typeof cluster.nodes)[0], (typeof cluster.nodes)[0]];
    await Promise.all([one.kill(), other.kill()]);
    const sent = await service.sendMany(setAmazonStockV1, 50);
    await until('it was tried, or the service says that it cannot', async () => (await tried()) || !(await isReady()));
    expect(await bus.effectsAmong(sent)).toEqual({ messages: 0, effects: 0 });
    expect(await bus.unsent()).toBe(50);
    await Promise.all([one.start(), other.start()]);
    await everyNodeHasACopy();
    await expectEachOnce(sent);
    await until('the service is ready', isReady);
  });
});

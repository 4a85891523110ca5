import { allContracts, lanes, subscriptions, type Lane, type ServiceName } from '@connector/contracts';
import {
  declareTopology,
  exchangeOf,
  fuseQueueName,
  ownExchange,
  parkedQueueName,
  queueName,
  retryQueueName,
  uuidV7,
} from '@connector/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { onChannel, RETRY_DELAYS_MS, startBus, type Bus } from './support/bus.js';

const services = Object.keys(subscriptions) as ServiceName[];
const lanesOf = (service: ServiceName): Lane[] => lanes.filter((lane) => subscriptions[service][lane] !== undefined);
const allLanes = services.flatMap((service) => lanesOf(service).map((lane) => ({ service, lane })));

describe('the declared topology', () => {
  let bus: Bus;

  beforeAll(async () => {
    bus = await startBus('topology');
  });

  afterAll(() => bus?.stop());

  it('brings every message to the lanes that subscribe to it, and to no other', async () => {
    await onChannel(bus.infrastructure.adminAmqpUrl, async (channel) => {
      const returned: string[] = [];
      channel.on('return', ({ fields }) => returned.push(fields.routingKey));
      for (const contract of allContracts()) {
        const body = Buffer.from(JSON.stringify(contract.example));
        channel.publish(exchangeOf(contract), contract.name, body, { mandatory: true, messageId: uuidV7() });
      }
      await channel.waitForConfirms();
      expect(returned).toEqual([]);
    });
    for (const { service, lane } of allLanes) {
      const arrived = await bus.takeAll(queueName(service, lane));
      const subscribed = subscriptions[service][lane]!.map(({ name }) => name);
      expect(arrived.map(({ fields }) => fields.routingKey).sort()).toEqual(subscribed.sort());
    }
  });

  it('has a way back, a place for parked messages and a fuse for every lane', async () => {
    await onChannel(bus.infrastructure.adminAmqpUrl, async (channel) => {
      for (const { service, lane } of allLanes) {
        for (const delay of RETRY_DELAYS_MS) await channel.checkQueue(retryQueueName(service, lane, delay));
        await channel.checkQueue(parkedQueueName(service, lane));
        await channel.checkQueue(fuseQueueName(service));
      }
    });
  });

  it('can be declared again without harm', async () => {
    const [first, second] = [
      await declareTopology(bus.infrastructure.adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS }),
      await declareTopology(bus.infrastructure.adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS }),
    ];
    expect(second).toEqual(first);
  });

  describe.each(services)('lets %s', (service) => {
    const as = (work: (channel: ConfirmChannel) => Promise<unknown>): Promise<unknown> =>
      onChannel(bus.infrastructure.amqpUrlFor(service), work);
    const refusal = { code: 403, message: expect.stringContaining('ACCESS_REFUSED') as unknown };
    const own = lanesOf(service).map((lane) => queueName(service, lane));
    const others = services.filter((other) => other !== service);

    it('read its own queues', async () => {
      for (const queue of own) await as((channel) => channel.consume(queue, () => undefined));
    });

    it('read no queue of another service, parked or not', async () => {
      const queues = others.flatMap((other) => [
        fuseQueueName(other),
        ...lanesOf(other).flatMap((lane) => [queueName(other, lane), parkedQueueName(other, lane)]),
      ]);
      for (const queue of queues) {
        await expect(as((channel) => channel.consume(queue, () => undefined))).rejects.toMatchObject(refusal);
        await expect(as((channel) => channel.get(queue))).rejects.toMatchObject(refusal);
        await expect(as((channel) => channel.purgeQueue(queue))).rejects.toMatchObject(refusal);
      }
    });

    it.each<readonly [string, (channel: ConfirmChannel) => Promise<unknown>]>([
      ['a queue', (channel) => channel.assertQueue(`${service}.extra`, { arguments: { 'x-queue-type': 'quorum' } })],
      ['a queue without a name', (channel) => channel.assertQueue('', { exclusive: true })],
      ['an exchange', (channel) => channel.assertExchange(`${service}.extra`, 'topic')],
      ['a binding', (channel) => channel.bindQueue(own[0]!, 'events', '#')],
      ['the end of its own queue', (channel) => channel.deleteQueue(own[0]!)],
      ['the end of an exchange', (channel) => channel.deleteExchange('events')],
    ])('not declare %s', async (_what, declare) => {
      await expect(as(declare)).rejects.toMatchObject(refusal);
    });

    const owner = { 'amazon-gateway': 'amazon', 'exact-gateway': 'exact', 'sync-core': 'sync' }[service];
    const isCore = service === 'sync-core';

    /** Resolves with the exchange's word that nobody listens; rejects when the broker refuses. */
    const publish = (exchange: string, key: string): Promise<unknown> =>
      as(async (channel) => {
        const refused = new Promise<never>((_resolve, reject) => channel.once('error', reject));
        refused.catch(() => undefined);
        const returned: string[] = [];
        channel.on('return', ({ fields }) => returned.push(fields.exchange));
        channel.publish(exchange, key, Buffer.from('{}'), { mandatory: true });
        await Promise.race([channel.waitForConfirms(), refused]);
        expect(returned).toEqual([exchange]);
      });

    it('tell events of its own', async () => {
      await publish('events', `${owner}.nobody.listens.v1`);
    });

    it('tell no event of another', async () => {
      for (const other of ['amazon', 'exact', 'sync'].filter((name) => name !== owner))
        await expect(publish('events', `${other}.nobody.listens.v1`)).rejects.toMatchObject(refusal);
    });

    it(isCore ? 'give commands' : 'give no command', async () => {
      const given = publish('commands', 'exact.nobody.listens.v1');
      await (isCore ? given : expect(given).rejects.toMatchObject(refusal));
    });

    it('put nothing into a queue of another, by whatever exchange', async () => {
      for (const other of others) {
        const queue = queueName(other, lanesOf(other)[0]!);
        await expect(publish('', queue)).rejects.toMatchObject(refusal);
        await expect(publish(ownExchange(other), queue)).rejects.toMatchObject(refusal);
      }
    });

    it('see nothing of another vhost', async () => {
      const elsewhere = new URL(bus.infrastructure.amqpUrlFor(service));
      elsewhere.pathname = '/%2F';
      await expect(onChannel(elsewhere.toString(), async () => undefined)).rejects.toThrow('ConnectionClose');
    });
  });
});

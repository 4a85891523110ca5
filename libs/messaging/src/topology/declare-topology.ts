import { lanes, subscriptions, type Lane, type ServiceName } from '@connector/contracts';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { DEFAULT_RETRY_DELAYS_MS } from '../messaging-options.js';
import {
  EXCHANGES,
  exchangeOf,
  fuseQueueName,
  ownExchange,
  parkedQueueName,
  queueName,
  retryQueueName,
} from './names.js';

/** A fuse, not the retry policy: looks by an operator and lost connections count as deliveries too. */
const DELIVERY_LIMIT = 1_000;

/** Queues without a dead-letter target need a limit that nobody reaches: RabbitMQ 4 drops after 20 deliveries otherwise. */
const PARKED_LIMIT = 1_000_000;

/** What was declared, and which of it was not there before. */
export interface DeclaredTopology {
  readonly queues: string[];
  readonly created: string[];
}

export interface DeclareOptions {
  readonly retryDelaysMs?: readonly number[];
  /** hears which queues the broker lacks before the first is made: whoever fails after that finds them all there */
  readonly beforeMaking?: (queues: readonly string[]) => Promise<void>;
}

/**
 * Declares every exchange, queue and binding from the one table of the contracts. Run by the topology job with its own
 * broker user; services only check. Refuses a broker below 3.10, which lacks at-least-once dead-lettering.
 */
export async function declareTopology(amqpUrl: string, options: DeclareOptions = {}): Promise<DeclaredTopology> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  try {
    refuseOldBroker(connection.connection.serverProperties['version']);
    const services = Object.keys(subscriptions) as ServiceName[];
    const delays = options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS;
    const created = await missing(
      connection,
      services.flatMap((service) => queuesOf(service, delays)),
    );
    await options.beforeMaking?.(created);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    for (const exchange of Object.values(EXCHANGES)) await channel.assertExchange(exchange, 'topic', { durable: true });
    const queues: string[] = [];
    for (const service of services) queues.push(...(await declareService(channel, service, delays)));
    await channel.close();
    return { queues, created };
  } finally {
    await connection.close();
  }
}

/** Every queue of a service, by name. */
export function queuesOf(service: ServiceName, delays: readonly number[]): string[] {
  const own = lanes.filter((lane) => subscriptions[service][lane] !== undefined);
  return [
    fuseQueueName(service),
    ...own.flatMap((lane) => [
      queueName(service, lane),
      ...delays.map((delay) => retryQueueName(service, lane, delay)),
      parkedQueueName(service, lane),
    ]),
  ];
}

/** Those of the queues that the broker does not have. */
async function missing(connection: ChannelModel, queues: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const queue of queues) {
    // asking for a queue that is not there costs the channel
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const isThere = await channel.checkQueue(queue).then(
      () => true,
      () => false,
    );
    if (isThere) await channel.close();
    else found.push(queue);
  }
  return found;
}

async function declareService(channel: Channel, service: ServiceName, delays: readonly number[]): Promise<string[]> {
  const fuse = fuseQueueName(service);
  await channel.assertQueue(fuse, {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': PARKED_LIMIT },
  });
  await channel.assertExchange(ownExchange(service), 'direct', { durable: true });
  const queues = [fuse];
  for (const lane of lanes) {
    const contracts = subscriptions[service][lane];
    if (contracts === undefined) continue;
    queues.push(...(await declareLane(channel, service, lane, delays)));
    for (const contract of contracts) {
      await channel.bindQueue(queueName(service, lane), exchangeOf(contract), contract.name);
    }
  }
  return queues;
}

async function declareLane(
  channel: Channel,
  service: ServiceName,
  lane: Lane,
  delays: readonly number[],
): Promise<string[]> {
  const queue = queueName(service, lane);
  await channel.assertQueue(queue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': fuseQueueName(service),
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  });
  const retries = delays.map((delay) => [retryQueueName(service, lane, delay), delay] as const);
  for (const [name, delay] of retries) {
    await channel.assertQueue(name, {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-message-ttl': delay,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': queue,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
  }
  const parked = parkedQueueName(service, lane);
  await channel.assertQueue(parked, {
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': PARKED_LIMIT },
  });
  const all = [queue, ...retries.map(([name]) => name), parked];
  for (const name of all) await channel.bindQueue(name, ownExchange(service), name);
  return all;
}

function refuseOldBroker(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 10)) {
    throw new Error(`RabbitMQ ${version} is too old: 3.10 or newer is needed for at-least-once dead-lettering`);
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceName } from '@connector/contracts';
import { connect } from 'amqplib';
import { queuesOf } from './declare-topology.js';
import { EXCHANGES } from './names.js';

/**
 * Waits until the broker has every exchange and queue that this version of a service uses, whatever the reason is that it has
 * not: no broker yet, no user, the topology job still under way. Asks passively: a service may declare nothing.
 */
export async function waitForTopology(
  amqpUrl: string,
  service: ServiceName,
  retryDelaysMs: readonly number[],
  say: (line: string) => void,
  everyMs = 1_000,
): Promise<void> {
  let said: string | undefined;
  for (;;) {
    const trouble = await missing(amqpUrl, queuesOf(service, retryDelaysMs));
    if (trouble === undefined) return;
    if (trouble !== said) say(`waiting for RabbitMQ: ${(said = trouble)}`);
    await wait(everyMs);
  }
}

async function missing(amqpUrl: string, queues: readonly string[]): Promise<string | undefined> {
  try {
    const connection = await connect(amqpUrl);
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      for (const exchange of Object.values(EXCHANGES)) await channel.checkExchange(exchange);
      for (const queue of queues) await channel.checkQueue(queue);
      return undefined;
    } finally {
      await connection.close().catch(() => undefined);
    }
  } catch (error) {
    return (error as Error).message;
  }
}

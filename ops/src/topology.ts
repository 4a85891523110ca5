import { setTimeout as wait } from 'node:timers/promises';
import { subscriptions, type ServiceName } from '@connector/contracts';
import { DeclaredQueues, declareTopology, DEFAULT_RETRY_DELAYS_MS, queuesOf } from '@connector/messaging';
import { optionalVariable } from '@connector/platform';
import { Client } from 'pg';
import { variable } from './command.js';
import { asLongAsKept, republishService } from './republish.js';

const ATTEMPTS = 60;
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ENOTFOUND']);

/**
 * Declares what the services publish to and read from; waits for a broker that is not up yet. With MIGRATION_DATABASE_URL it
 * remembers what it declared: a queue that it knew and has to make again was lost, and the services send again what they sent.
 */
export async function topology(): Promise<void> {
  const amqpUrl = variable('AMQP_URL', 'the URL of a broker user that may declare');
  const retryDelaysMs = process.env['RETRY_DELAYS_MS']?.split(',').map(Number) ?? DEFAULT_RETRY_DELAYS_MS;
  const { queues, created } = await whenUp(() => declareTopology(amqpUrl, { retryDelaysMs }));
  process.stdout.write(`topology: ${queues.length} queues declared, ${created.length} of them new\n`);
  const databaseUrl = optionalVariable('MIGRATION_DATABASE_URL');
  if (databaseUrl === undefined) return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await refill(memoryIn(client), databaseUrl, retryDelaysMs, created);
  } finally {
    await client.end();
  }
}

const services = Object.keys(subscriptions) as ServiceName[];

/** Refills a broker that lost queues which were known; remembers what is declared when that is done. */
async function refill(
  memory: (service: ServiceName) => DeclaredQueues,
  databaseUrl: string,
  delays: readonly number[],
  created: readonly string[],
): Promise<void> {
  const lost: string[] = [];
  for (const service of services) lost.push(...(await memory(service).knownAmong(created)));
  if (lost.length > 0) {
    process.stdout.write(`topology: the broker had lost ${lost.join(', ')}\n`);
    for (const service of services) {
      if (!(await memory(service).isThere())) continue;
      const put = await republishService(databaseUrl, service, asLongAsKept());
      process.stdout.write(`topology: ${put} messages of ${service} go out again\n`);
    }
  }
  for (const service of services)
    if (await memory(service).isThere()) await memory(service).remember(queuesOf(service, delays));
}

function memoryIn(client: Client): (service: ServiceName) => DeclaredQueues {
  const query = async <T>(text: string, values?: unknown[]): Promise<T> => (await client.query(text, values)).rows as T;
  return (service) => new DeclaredQueues({ query }, service);
}

async function whenUp<T>(declare: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await declare();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (attempt === ATTEMPTS || !NOT_YET.has(code ?? '')) throw error;
      process.stdout.write(`topology: waiting for RabbitMQ (${message})\n`);
      await wait(2_000);
    }
  }
}

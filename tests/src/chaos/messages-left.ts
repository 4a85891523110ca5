import { lanes, subscriptions, type ServiceName } from '@connector/contracts';
import { fuseQueueName, parkedQueueName, queueName, retryQueueName } from '@connector/messaging';
import { connect } from 'amqplib';
import { Client } from 'pg';

/** Messages that wait anywhere: in a queue of any service, repeated, parked or given up, or unsent in an outbox. */
export async function messagesLeft(
  amqpUrl: string,
  databaseUrl: string,
  retryDelaysMs: readonly number[],
): Promise<number> {
  return (await inQueues(amqpUrl, retryDelaysMs)) + (await inOutboxes(databaseUrl));
}

async function inQueues(amqpUrl: string, retryDelaysMs: readonly number[]): Promise<number> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    let left = 0;
    for (const service of Object.keys(subscriptions) as ServiceName[]) {
      const own = lanes.filter((lane) => subscriptions[service][lane] !== undefined);
      const queues = own.flatMap((lane) => [
        queueName(service, lane),
        parkedQueueName(service, lane),
        ...retryDelaysMs.map((delay) => retryQueueName(service, lane, delay)),
      ]);
      for (const queue of [...queues, fuseQueueName(service)]) left += (await channel.checkQueue(queue)).messageCount;
    }
    return left;
  } finally {
    await connection.close();
  }
}

async function inOutboxes(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const unsent = Object.keys(subscriptions)
      .map((service) => `SELECT 1 FROM ${service.replaceAll('-', '_')}.outbox_message WHERE sent_at IS NULL`)
      .join(' UNION ALL ');
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM (${unsent}) waiting`);
    return rows[0]!.count;
  } finally {
    await client.end();
  }
}

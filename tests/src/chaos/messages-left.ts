import { lanes, subscriptions, type ServiceName } from '@connector/contracts';
import { fuseQueueName, parkedQueueName, queueName } from '@connector/messaging';
import { connect } from 'amqplib';

/** Messages that wait in any queue of the services, parked ones and given-up ones included. */
export async function messagesLeft(amqpUrl: string): Promise<number> {
  const connection = await connect(amqpUrl);
  try {
    const channel = await connection.createChannel();
    let left = 0;
    for (const service of Object.keys(subscriptions) as ServiceName[]) {
      const own = lanes.filter((lane) => subscriptions[service][lane] !== undefined);
      const queues = own.flatMap((lane) => [queueName(service, lane), parkedQueueName(service, lane)]);
      for (const queue of [...queues, fuseQueueName(service)]) left += (await channel.checkQueue(queue)).messageCount;
    }
    return left;
  } finally {
    await connection.close();
  }
}

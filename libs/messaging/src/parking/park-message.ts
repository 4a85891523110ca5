import type { ServiceName } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import type { ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import { parkedQueueName } from '../topology/names.js';
import { firstSeenAt } from '../transport/envelope.js';
import type { Publisher } from '../transport/publisher.js';
import { uuidV7 } from '../uuid-v7.js';
import { ParkedMessage } from './parked-message.entity.js';

/**
 * Parks a message: the row first, because it leads; then the copy, which makes the depth visible in RabbitMQ's UI.
 * The caller acks after both.
 */
export async function parkMessage(
  db: DataSource,
  publisher: Publisher,
  service: ServiceName,
  message: ConsumeMessage,
  delivery: Delivery,
  why: { reasonCode: string; thrown: unknown },
): Promise<void> {
  const id = uuidV7();
  const cause = describeFailure(why.thrown);
  await db.getRepository(ParkedMessage).insert({
    id,
    messageId: /^[0-9a-f-]{36}$/i.test(delivery.messageId) ? delivery.messageId : uuidV7(),
    type: delivery.type,
    lane: delivery.lane,
    connectionId: delivery.connectionId,
    correlationId: delivery.correlationId,
    content: message.content.toString('base64'),
    reasonCode: why.reasonCode,
    cause,
    stack: why.thrown instanceof Error ? (why.thrown.stack ?? null) : null,
    attempts: delivery.attempt,
    occurredAt: delivery.occurredAt,
    firstSeenAt: firstSeenAt(message),
    parkedAt: new Date(),
    closed: null,
  });
  await publisher.publish({
    exchange: '',
    routingKey: parkedQueueName(service, delivery.lane),
    messageId: id,
    type: delivery.type,
    correlationId: delivery.correlationId,
    connectionId: delivery.connectionId,
    occurredAt: delivery.occurredAt,
    content: message.content,
    headers: { 'x-parked-reason': why.reasonCode, 'x-parked-cause': cause },
  });
}

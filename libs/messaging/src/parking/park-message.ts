import type { Lane, ServiceName } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import type { ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import { parkedQueueName } from '../topology/names.js';
import { firstSeenAt, isUuid } from '../transport/envelope.js';
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
  const row = {
    id: uuidV7(),
    messageId: isUuid(delivery.messageId) ? delivery.messageId : uuidV7(),
    type: storable(delivery.type),
    lane: delivery.lane,
    connectionId: storable(delivery.connectionId),
    correlationId: storable(delivery.correlationId),
    content: message.content.toString('base64'),
    reasonCode: why.reasonCode,
    cause: storable(describeFailure(why.thrown)),
    stack: why.thrown instanceof Error ? storable(why.thrown.stack ?? '') : null,
    attempts: delivery.attempt,
    occurredAt: delivery.occurredAt,
    firstSeenAt: firstSeenAt(message),
    parkedAt: new Date(),
    closed: null,
  };
  await db.getRepository(ParkedMessage).insert(row);
  await publishCopy(publisher, service, row);
}

/** Puts the copy of a parked message where RabbitMQ's UI counts it; its id is that of the row. */
export async function publishCopy(publisher: Publisher, service: ServiceName, row: ParkedMessage): Promise<void> {
  await publisher.publish({
    exchange: '',
    routingKey: parkedQueueName(service, row.lane as Lane),
    messageId: row.id,
    type: row.type,
    correlationId: row.correlationId,
    connectionId: row.connectionId,
    occurredAt: row.occurredAt,
    content: Buffer.from(row.content, 'base64'),
    headers: { 'x-parked-reason': row.reasonCode, 'x-parked-cause': row.cause },
  });
}

/** PostgreSQL takes no NUL in a text; a message that cannot be parked would come back for ever. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

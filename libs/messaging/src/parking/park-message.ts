import { subscriptions, type Lane, type ServiceName } from '@connector/contracts';
import { describeFailure, describeWithStack, passBoundary } from '@connector/platform';
import type { ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import { ownExchange, parkedQueueName } from '../topology/names.js';
import { firstSeenAt } from '../transport/envelope.js';
import { keyOf } from '../transport/message-key.js';
import type { Publisher } from '../transport/publisher.js';
import { uuidV7 } from '../uuid-v7.js';
import { ParkedMessage } from './parked-message.entity.js';

/** Why a message is parked: a code of the catalogue, and what was thrown. */
export interface ParkReason {
  readonly reasonCode: string;
  readonly thrown: unknown;
}

/**
 * Parks a message: the row first, because it leads; then the copy, which makes the depth visible in RabbitMQ's UI.
 * The caller acks after both. A message that is parked already, by a process that died before it could ack, stays one row.
 */
export async function parkMessage(
  db: DataSource,
  publisher: Publisher,
  service: ServiceName,
  message: ConsumeMessage,
  delivery: Delivery,
  why: ParkReason,
): Promise<void> {
  const now = new Date();
  const row: ParkedMessage = {
    id: uuidV7(),
    messageId: keyOf(message),
    type: storable(delivery.type),
    lane: delivery.lane,
    exchange: null,
    connectionId: storable(delivery.connectionId),
    correlationId: storable(delivery.correlationId),
    content: message.content.toString('base64'),
    ...told(why),
    attempts: delivery.attempt,
    occurredAt: delivery.occurredAt,
    firstSeenAt: firstSeenAt(message),
    lastSeenAt: now,
    parkedAt: now,
    sealedPartsGone: false,
    closed: null,
  };
  const fresh = await insertOnce(db, row);
  passBoundary('parked.stored');
  // a copy that a dead process did not make is made by the tidy job
  if (fresh) await publishCopy(publisher, service, row);
  passBoundary('parked.copied');
}

/** The words of a reason as the row keeps them. */
export function told({ reasonCode, thrown }: ParkReason): Pick<ParkedMessage, 'reasonCode' | 'cause' | 'stack'> {
  return {
    reasonCode,
    cause: storable(describeFailure(thrown)),
    stack: thrown instanceof Error ? storable(describeWithStack(thrown)) : null,
  };
}

/** Puts the copy of a parked message where RabbitMQ's UI counts it; its id is that of the row. */
export async function publishCopy(publisher: Publisher, service: ServiceName, row: ParkedMessage): Promise<void> {
  // what never left this service belongs to none of its lanes
  if (!Object.hasOwn(subscriptions[service], row.lane)) return;
  await publisher.publish({
    exchange: ownExchange(service),
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

/** False: it waits already, and its row tells of the later failure now. */
async function insertOnce(db: DataSource, row: ParkedMessage): Promise<boolean> {
  const [kept] = await db.query<{ fresh: boolean }[]>(
    `INSERT INTO ${db.getMetadata(ParkedMessage).tablePath} AS kept (id, message_id, type, lane, connection_id, correlation_id, content,
       reason_code, cause, stack, attempts, occurred_at, first_seen_at, last_seen_at, parked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
     ON CONFLICT (lane, message_id) WHERE closed IS NULL DO UPDATE SET reason_code = excluded.reason_code, cause = excluded.cause,
       stack = excluded.stack, attempts = excluded.attempts, last_seen_at = excluded.last_seen_at
     RETURNING id = $1 AS fresh`,
    [
      row.id,
      row.messageId,
      row.type,
      row.lane,
      row.connectionId,
      row.correlationId,
      row.content,
      row.reasonCode,
      row.cause,
      row.stack,
      row.attempts,
      row.occurredAt,
      row.firstSeenAt,
      row.lastSeenAt,
    ],
  );
  return kept?.fresh === true;
}

/** PostgreSQL takes no NUL in a text; a message that cannot be parked would come back for ever. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

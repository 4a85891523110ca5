import type { Lane } from '@connector/contracts';
import type { ConsumeMessage } from 'amqplib';
import type { Delivery } from '../delivery.js';
import { isUuid } from './message-key.js';

const MAXIMUM_ATTEMPT = 1_000;
const YEAR_10000 = Date.UTC(10_000, 0);

/**
 * The envelope of a message as it came; what is missing reads as empty and makes the message a broken one. Times and
 * counts are always such that they can be stored: whatever an envelope says, its message can be parked.
 */
export function deliveryOf(message: ConsumeMessage, lane: Lane): Delivery {
  const { properties, fields } = message;
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    messageId: text(properties.messageId),
    type: text(properties.type),
    correlationId: text(properties.correlationId),
    connectionId: text(headers['x-connection-id']),
    occurredAt:
      timeOf(text(headers['x-occurred-at'])) ?? timeOf(Number(properties.timestamp ?? 0) * 1_000) ?? new Date(0),
    attempt: attemptOf(headers['x-attempt']),
    redelivered: fields.redelivered,
    lane,
    ...(typeof headers['traceparent'] === 'string' ? { traceparent: headers['traceparent'] } : {}),
  };
}

/** What the envelope lacks; undefined when it is complete. */
export function envelopeFault(delivery: Delivery): string | undefined {
  if (!isUuid(delivery.messageId)) return 'messageId is missing or no UUID';
  if (!isName(delivery.type)) return 'type is missing or no text';
  if (!isUuid(delivery.connectionId)) return 'x-connection-id is missing or no UUID';
  if (!isName(delivery.correlationId)) return 'correlationId is missing or no text';
  return undefined;
}

/** How often the broker delivered it before and got no answer: from `x-delivery-count`, which quorum queues keep. */
export function deliveriesBefore(message: ConsumeMessage): number {
  const count: unknown = message.properties.headers?.['x-delivery-count'];
  return typeof count === 'number' && count > 0 ? count : 0;
}

/** The header that tells of a replay, to be carried from attempt to attempt. */
export function replayedAt(message: ConsumeMessage): { 'x-replayed-at'?: string } {
  const header: unknown = message.properties.headers?.['x-replayed-at'];
  return typeof header === 'string' ? { 'x-replayed-at': header } : {};
}

/** Since when a message waits for somebody who knows it: since it was made, or since a person or a new version sent it again. */
export function waitsSince(message: ConsumeMessage, occurredAt: Date): Date {
  const again = timeOf(replayedAt(message)['x-replayed-at'] ?? '');
  return again !== undefined && again > occurredAt ? again : occurredAt;
}

/** When the first attempt at the message was made. */
export function firstSeenAt(message: ConsumeMessage): Date {
  const seen: unknown = message.properties.headers?.['x-first-seen-at'];
  return (typeof seen === 'string' ? timeOf(seen) : undefined) ?? new Date();
}

/** PostgreSQL takes no NUL in a text. */
function isName(text: string): boolean {
  return text !== '' && !text.includes('\0');
}

function timeOf(value: string | number): Date | undefined {
  const time = new Date(value);
  return time.getTime() >= 0 && time.getTime() < YEAR_10000 ? time : undefined;
}

function attemptOf(header: unknown): number {
  const isCount = typeof header === 'number' && Number.isInteger(header) && header >= 1 && header <= MAXIMUM_ATTEMPT;
  return isCount ? header : 1;
}

import type { Lane } from '@connector/contracts';
import type { ConsumeMessage } from 'amqplib';
import type { Delivery } from '../delivery.js';

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

/** When the first attempt at the message was made. */
export function firstSeenAt(message: ConsumeMessage): Date {
  const seen: unknown = message.properties.headers?.['x-first-seen-at'];
  return (typeof seen === 'string' ? timeOf(seen) : undefined) ?? new Date();
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
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

import type { Lane } from '@connector/contracts';
import type { ConsumeMessage } from 'amqplib';
import type { Delivery } from '../delivery.js';

/** The envelope of a message as it came; what is missing reads as empty and makes the message a broken one. */
export function deliveryOf(message: ConsumeMessage, lane: Lane): Delivery {
  const { properties, fields } = message;
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const occurredAt = new Date(text(headers['x-occurred-at']));
  return {
    messageId: text(properties.messageId),
    type: text(properties.type),
    correlationId: text(properties.correlationId),
    connectionId: text(headers['x-connection-id']),
    occurredAt: Number.isNaN(occurredAt.getTime()) ? new Date(Number(properties.timestamp ?? 0) * 1_000) : occurredAt,
    attempt: typeof headers['x-attempt'] === 'number' ? headers['x-attempt'] : 1,
    redelivered: fields.redelivered,
    lane,
    ...(typeof headers['traceparent'] === 'string' ? { traceparent: headers['traceparent'] } : {}),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the envelope lacks; undefined when it is complete. */
export function envelopeFault(delivery: Delivery): string | undefined {
  if (!UUID.test(delivery.messageId)) return 'messageId is missing or no UUID';
  if (delivery.type === '') return 'type is missing';
  if (!UUID.test(delivery.connectionId)) return 'x-connection-id is missing or no UUID';
  if (delivery.correlationId === '') return 'correlationId is missing';
  return undefined;
}

export function firstSeenAt(message: ConsumeMessage): Date {
  const seen = (message.properties.headers as Record<string, unknown> | undefined)?.['x-first-seen-at'];
  return typeof seen === 'string' ? new Date(seen) : new Date();
}

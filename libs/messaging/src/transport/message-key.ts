import { createHash } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';

/** A UUID in the usual form, of whatever version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/**
 * The key of a message for our own records: its id, or where the sender gave none, a UUID (version 8, RFC 9562) made of what
 * it says. The same message has the same key at each delivery.
 */
export function keyOf(message: ConsumeMessage): string {
  const { messageId, type, correlationId } = message.properties as Readonly<
    Record<'messageId' | 'type' | 'correlationId', unknown>
  >;
  if (typeof messageId === 'string' && isUuid(messageId)) return messageId;
  const hash = createHash('sha256')
    .update(JSON.stringify([messageId, type, correlationId]))
    .update(message.content);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

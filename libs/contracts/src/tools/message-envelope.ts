const attempts = 'set when a message comes back for a later attempt';

/** Application headers of every message, as libs/messaging writes them. */
export const envelopeHeaders = {
  type: 'object',
  required: ['x-connection-id', 'x-occurred-at'],
  properties: {
    'x-connection-id': { type: 'string', format: 'uuid', description: 'the tenant' },
    'x-occurred-at': { type: 'string', format: 'date-time', description: 'when it was committed, in milliseconds' },
    traceparent: { type: 'string', description: 'W3C trace context' },
    'x-attempt': { type: 'integer', minimum: 1, description: `our own count, 1 for the first; ${attempts}` },
    'x-first-seen-at': { type: 'string', format: 'date-time', description: attempts },
    'x-last-failure': { type: 'string', description: `without personal data; ${attempts}` },
  },
} as const;

/** AMQP properties of every message; a message that lacks one of the required ones is parked. */
export const envelopeProperties = {
  type: 'object',
  required: ['messageId', 'type', 'correlationId', 'timestamp', 'deliveryMode', 'contentType'],
  properties: {
    messageId: {
      type: 'string',
      format: 'uuid',
      description:
        'UUIDv7, the same across redelivery, re-sending and replay; of a command: the command id in its answers',
    },
    type: { type: 'string', description: 'name of the contract' },
    correlationId: { type: 'string', description: 'the order, item or run' },
    timestamp: { type: 'integer', description: 'seconds since 1970' },
    deliveryMode: { type: 'integer', enum: [2], description: 'persistent' },
    contentType: { type: 'string', enum: ['application/json'] },
  },
} as const;

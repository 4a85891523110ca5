import { inSpan, inWork, type SpanOptions, type Work } from '@connector/platform';
import type { Delivery } from '../delivery.js';

/** Runs the handling of a message as one piece of work in the logs, and as one span in the trace that its producer began. */
export function inDelivery(delivery: Delivery, handle: () => Promise<string>): Promise<void> {
  return inWork(workOf(delivery), () =>
    inSpan(`handle ${delivery.type}`, spanOptions(delivery), async (span) => {
      span.set({ 'connector.outcome': await handle() });
    }),
  );
}

function workOf({ messageId, type, correlationId, connectionId, traceparent }: Delivery): Work {
  return {
    messageId,
    messageType: type,
    correlationId,
    connectionId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function spanOptions(delivery: Delivery): SpanOptions {
  return {
    kind: 'consumer',
    ...(delivery.traceparent === undefined ? {} : { parent: delivery.traceparent }),
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.message.id': delivery.messageId,
      'messaging.message.conversation_id': delivery.correlationId,
      'connector.connection_id': delivery.connectionId,
      'connector.attempt': delivery.attempt,
    },
  };
}

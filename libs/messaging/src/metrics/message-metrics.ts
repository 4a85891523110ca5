import { contractNamed, subscriptions, type ServiceName } from '@connector/contracts';
import { Counter, Histogram } from 'prom-client';
import type { Delivery } from '../delivery.js';

const handled = new Counter({
  name: 'messages_handled_total',
  help: 'Messages by type and outcome',
  labelNames: ['type', 'outcome'] as const,
});

const duration = new Histogram({
  name: 'message_duration_seconds',
  help: 'Time from delivery to acknowledgement',
  labelNames: ['type'] as const,
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
});

const age = new Histogram({
  name: 'message_age_seconds',
  help: 'Age of a message when it was handled',
  labelNames: ['type'] as const,
  buckets: [0.05, 0.25, 1, 5, 30, 120, 600, 3_600],
});

const redelivered = new Counter({
  name: 'messages_redelivered_total',
  help: 'Deliveries that the broker made again, because a consumer was gone before it acknowledged',
  labelNames: ['type'] as const,
});

/** Lets the counters of a service's own messages begin at nothing, so that the first message shows as a rise. */
export function expectMessages(service: ServiceName): void {
  for (const { name } of Object.values(subscriptions[service]).flat())
    handled.inc({ type: name, outcome: 'handled' }, 0);
}

/** Counts a message that was dealt with. Labels are bounded: contracts and outcomes; what has no contract is one type. */
export function recordOutcome(delivery: Delivery, outcome: string, milliseconds: number): void {
  const type = contractNamed(delivery.type)?.name ?? 'unknown';
  handled.inc({ type, outcome });
  if (delivery.redelivered) redelivered.inc({ type });
  duration.observe({ type }, milliseconds / 1_000);
  age.observe({ type }, Math.max(0, (Date.now() - delivery.occurredAt.getTime()) / 1_000));
}

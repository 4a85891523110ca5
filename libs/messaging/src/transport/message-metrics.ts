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

/** Counts a message that was dealt with. Labels are bounded: contracts and outcomes. */
export function recordOutcome(delivery: Delivery, outcome: string, milliseconds: number): void {
  handled.inc({ type: delivery.type, outcome });
  duration.observe({ type: delivery.type }, milliseconds / 1_000);
  age.observe({ type: delivery.type }, Math.max(0, (Date.now() - delivery.occurredAt.getTime()) / 1_000));
}

import { Histogram } from 'prom-client';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';

const MINUTE = 60;
const HOUR = 3_600;

const way = new Histogram({
  name: 'order_way_seconds',
  help: 'Business time from the first sight of an order to its sales order, waiting for payment and for people included',
  buckets: [30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 24 * HOUR, 72 * HOUR],
});

/** Counts an order whose sales order was booked just now, after its commit. */
export function recordWay({ firstSeenAt, changedAt }: AmazonOrderEntity): void {
  way.observe(Math.max(0, (changedAt.getTime() - firstSeenAt.getTime()) / 1_000));
}

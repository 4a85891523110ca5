import type { Contract, Lane, ServiceName } from '@connector/contracts';

/** Exchanges of the topology; both are durable topic exchanges. */
export const EXCHANGES = { event: 'events', command: 'commands' } as const;

export function exchangeOf(contract: Pick<Contract, 'kind'>): string {
  return EXCHANGES[contract.kind];
}

/**
 * `sync-core.own`: the way to a service's own queues, by their names. The broker's default exchange leads to everybody's queues, and
 * no permission can narrow it.
 */
export function ownExchange(service: ServiceName): string {
  return `${service}.own`;
}

/** `sync-core.orders`: RabbitMQ's management UI alone tells where work waits. */
export function queueName(service: ServiceName, lane: Lane): string {
  return `${service}.${lane}`;
}

/** `sync-core.orders.retry.30s`: the delay is part of the name, because a queue's arguments never change. */
export function retryQueueName(service: ServiceName, lane: Lane, delayMs: number): string {
  return `${queueName(service, lane)}.retry.${delayName(delayMs)}`;
}

export function parkedQueueName(service: ServiceName, lane: Lane): string {
  return `${queueName(service, lane)}.parked`;
}

/** Where the broker's own delivery limit leads; the owner drains it into the parked messages. */
export function fuseQueueName(service: ServiceName): string {
  return `${service}.fuse`;
}

function delayName(delayMs: number): string {
  if (delayMs % 60_000 === 0) return `${delayMs / 60_000}m`;
  return delayMs % 1_000 === 0 ? `${delayMs / 1_000}s` : `${delayMs}ms`;
}

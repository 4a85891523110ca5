import type { ServiceName } from '@connector/contracts';
import { EXCHANGES } from './names.js';

/** RabbitMQ permissions as regular expressions. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Permission to publish by routing key, as a regular expression. */
export interface TopicPermissions {
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/**
 * A service declares nothing, reads its own queues only, and publishes to the exchange of events and to its own queues;
 * sync-core alone gives commands.
 */
export function permissionsOf(service: ServiceName): Permissions {
  const own = `${escaped(service)}\\..*`;
  const exchanges = service === 'sync-core' ? 'events|commands' : 'events';
  return { configure: '^$', write: `^(${exchanges}|${own})$`, read: `^${own}$` };
}

/** Whose events a service may tell: its own platform's; commands go to the platforms. */
export function topicPermissionsOf(service: ServiceName): TopicPermissions[] {
  const owner = { 'amazon-gateway': 'amazon', 'exact-gateway': 'exact', 'sync-core': 'sync' }[service];
  const events = { exchange: EXCHANGES.event, write: `^${owner}\\.`, read: '^$' };
  const commands = {
    exchange: EXCHANGES.command,
    write: service === 'sync-core' ? '^(amazon|exact)\\.' : '^$',
    read: '^$',
  };
  return [events, commands];
}

const escaped = (service: ServiceName): string => service.replaceAll('-', '\\-');

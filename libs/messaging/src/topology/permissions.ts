import type { ServiceName } from '@connector/contracts';

/** RabbitMQ permissions as regular expressions. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** A service declares nothing, publishes to the exchanges and to its own queues, and reads its own queues only. */
export function permissionsOf(service: ServiceName): Permissions {
  const own = `${service.replaceAll('-', '\\-')}\\..*`;
  return { configure: '^$', write: `^(events|commands|amq\\.default|${own})$`, read: `^${own}$` };
}

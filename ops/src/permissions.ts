import { subscriptions, type ServiceName } from '@connector/contracts';
import { permissionsOf, topicPermissionsOf } from '@connector/messaging';

/** Whoever declares the topology, and nobody else. */
const TOPOLOGY_USER = 'topology';

/**
 * Prints what RabbitMQ must allow whom, in its own format of definitions: for `rabbitmqctl import_definitions`, the management API
 * or `load_definitions`. The users themselves, with their passwords, are the operator's.
 */
export async function permissions([vhost = '/']: readonly string[]): Promise<void> {
  process.stdout.write(`${JSON.stringify(definitionsFor(vhost), undefined, 2)}\n`);
}

/** Permissions of the topology job and of each service, whose user has its name. */
export function definitionsFor(vhost: string): { permissions: object[]; topic_permissions: object[] } {
  const services = Object.keys(subscriptions) as ServiceName[];
  return {
    permissions: [
      { user: TOPOLOGY_USER, vhost, configure: '.*', write: '.*', read: '.*' },
      ...services.map((service) => ({ user: service, vhost, ...permissionsOf(service) })),
    ],
    topic_permissions: services.flatMap((service) =>
      topicPermissionsOf(service).map((topic) => ({ user: service, vhost, ...topic })),
    ),
  };
}

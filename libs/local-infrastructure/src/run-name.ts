import { subscriptions, type ServiceName } from '@connector/contracts';

const services = Object.keys(subscriptions) as ServiceName[];

/** Of the database and the vhost of a run. The process id tells whose they are; what is kept is nobody's. */
export function runName(name: string, keep: boolean): string {
  return `connector_${name}${keep ? '' : `_${process.pid}`}`;
}

/** The user of the broker for a service, or for who may do everything in the vhost. */
export function brokerUser(run: string, of: ServiceName | 'admin'): string {
  return `${run}-${of}`;
}

export function brokerUsers(run: string): string[] {
  return [brokerUser(run, 'admin'), ...services.map((service) => brokerUser(run, service))];
}

/** The role of the database for a service. */
export function databaseRole(run: string, service: ServiceName): string {
  return `${run}_${schemaOf(service)}`;
}

export function databaseRoles(run: string): string[] {
  return services.map((service) => databaseRole(run, service));
}

export const schemaOf = (service: ServiceName): string => service.replaceAll('-', '_');

/**
 * Those of the names that are runs whose process has ended: it was killed, and could take nothing away. They are not just
 * untidy: a RabbitMQ below 4 counts three files for each quorum queue, so that the queues of six such runs use up the usual
 * limit of 1,024 and nobody can connect any more.
 */
export function deadRuns(names: readonly string[]): string[] {
  return names.filter((name) => {
    const pid = /^connector_\w+_(\d+)$/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

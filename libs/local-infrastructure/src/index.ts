import { randomBytes } from 'node:crypto';
import { subscriptions, type ServiceName } from '@connector/contracts';
import { permissionsOf, topicPermissionsOf } from '@connector/messaging';
import { firstThatWorks, type Infrastructure, type InfrastructureOptions } from './infrastructure.js';
import { passwordHash } from './password-hash.js';
import { dropRun, query, type PostgresServer } from './postgres-server.js';
import { postgresCandidates } from './postgres.js';
import type { Definitions, RabbitServer } from './rabbit-server.js';
import { rabbitCandidates } from './rabbitmq.js';
import { brokerUser, brokerUsers, databaseRole, runName, schemaOf } from './run-name.js';

export { startBrokerCluster, type BrokerCluster } from './broker-cluster.js';
export { INSTALLED_RABBITMQ } from './broker-node.js';
export { NoInfrastructure, type Infrastructure, type InfrastructureOptions } from './infrastructure.js';
export { prometheusTool } from './prometheus-tools.js';
export { freePort, isFreePort } from './free-port.js';
export { query } from './postgres-server.js';

const services = Object.keys(subscriptions) as ServiceName[];

const ADVICE =
  'Start Docker, or install PostgreSQL and RabbitMQ (on Debian: apt-get install postgresql rabbitmq-server), or name servers in DATABASE_URL and AMQP_URL';

/**
 * A database and a vhost of our own on the first servers that really work: those that DATABASE_URL and AMQP_URL name, Docker,
 * localhost, a private node of what is installed. Nothing of the user's is touched, and nothing is left behind.
 */
export async function provideInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const description: string[] = [];
  const name = runName(options.name, options.keep === true);
  const database = await provideDatabase(name, options, description);
  try {
    const broker = await provideBroker(name, options, description);
    return {
      description,
      ...database.urls,
      ...broker.urls,
      stop: async ({ remove = options.keep !== true } = {}) => {
        await Promise.allSettled([database.stop(remove), broker.stop(remove)]);
      },
    };
  } catch (error) {
    await database.stop(options.keep !== true);
    throw error;
  }
}

type DatabaseUrls = Pick<Infrastructure, 'adminDatabaseUrl' | 'databaseUrlFor' | 'crashDatabase'>;
type BrokerUrls = Pick<
  Infrastructure,
  | 'adminAmqpUrl'
  | 'amqpUrlFor'
  | 'management'
  | 'metricsUrl'
  | 'closeConnections'
  | 'crashBroker'
  | 'pauseBroker'
  | 'alarmBroker'
  | 'emptyBroker'
>;

/** The kinds of server that are nobody's but ours. */
const OWN_KINDS = ['private', 'install'] as const;

async function provideDatabase(
  name: string,
  { keep, own }: InfrastructureOptions,
  description: string[],
): Promise<{ urls: DatabaseUrls; stop: (remove: boolean) => Promise<void> }> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') {
    await query(given, ...services.map((service) => `CREATE SCHEMA IF NOT EXISTS ${schemaOf(service)}`));
    description.push('PostgreSQL: DATABASE_URL');
    return { urls: { adminDatabaseUrl: given, databaseUrlFor: () => given }, stop: async () => undefined };
  }
  const server: PostgresServer = await firstThatWorks(
    'PostgreSQL',
    postgresCandidates(keep === true),
    ADVICE,
    description,
    ...(own === true ? [OWN_KINDS] : []),
  );
  const admin = withPath(server.adminUrl, name);
  const password = randomBytes(12).toString('hex');
  const role = (service: ServiceName): string => databaseRole(name, service);
  await query(server.adminUrl, `SELECT pg_advisory_lock(42)`, ...(await missingDatabase(server.adminUrl, name)));
  for (const service of services) {
    await query(
      admin,
      `CREATE SCHEMA IF NOT EXISTS ${schemaOf(service)}`,
      `DO $$ BEGIN CREATE ROLE ${role(service)} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      `ALTER ROLE ${role(service)} PASSWORD '${password}'`,
      `ALTER ROLE ${role(service)} SET statement_timeout = '15s'`,
      `ALTER ROLE ${role(service)} SET idle_in_transaction_session_timeout = '30s'`,
      `GRANT USAGE ON SCHEMA ${schemaOf(service)} TO ${role(service)}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schemaOf(service)} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role(service)}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schemaOf(service)} GRANT USAGE ON SEQUENCES TO ${role(service)}`,
    );
  }
  return {
    urls: {
      adminDatabaseUrl: admin,
      databaseUrlFor: (service) => {
        const url = new URL(admin);
        url.username = role(service);
        url.password = password;
        return url.toString();
      },
      ...(server.crash === undefined ? {} : { crashDatabase: () => server.crash!() }),
    },
    stop: async (remove) => {
      if (remove) await dropRun(server.adminUrl, name);
      await server.stop();
    },
  };
}

async function provideBroker(
  name: string,
  { keep, own, log = () => undefined }: InfrastructureOptions,
  description: string[],
): Promise<{ urls: BrokerUrls; stop: (remove: boolean) => Promise<void> }> {
  const given = process.env['AMQP_URL'];
  if (given !== undefined && given !== '') {
    description.push('RabbitMQ: AMQP_URL');
    return { urls: { adminAmqpUrl: given, amqpUrlFor: () => given }, stop: async () => undefined };
  }
  const server: RabbitServer = await firstThatWorks(
    'RabbitMQ',
    rabbitCandidates(keep === true, log),
    ADVICE,
    description,
    ...(own === true ? [OWN_KINDS] : []),
  );
  const password = randomBytes(12).toString('hex');
  const user = (of: ServiceName | 'admin'): string => brokerUser(name, of);
  const users = brokerUsers(name);
  const definitions: Definitions = {
    vhosts: [{ name }],
    users: users.map((entry) => ({
      name: entry,
      tags: entry === user('admin') ? 'administrator' : '',
      ...passwordHash(password),
    })),
    permissions: [
      { user: user('admin'), vhost: name, configure: '.*', write: '.*', read: '.*' },
      ...services.map((service) => ({ user: user(service), vhost: name, ...permissionsOf(service) })),
    ],
    topic_permissions: services.flatMap((service) =>
      topicPermissionsOf(service).map((topic) => ({ user: user(service), vhost: name, ...topic })),
    ),
  };
  await server.define(definitions).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const urlOf = (of: ServiceName | 'admin'): string => `amqp://${user(of)}:${password}@${server.host}/${name}`;
  return {
    urls: {
      adminAmqpUrl: urlOf('admin'),
      amqpUrlFor: urlOf,
      closeConnections: () => server.closeConnections(name),
      emptyBroker: async () => {
        await server.remove(name, []);
        await server.define(definitions);
      },
      ...(server.node === undefined
        ? {}
        : {
            crashBroker: () => server.node!.crash(),
            pauseBroker: (ms) => server.node!.pause(ms),
            alarmBroker: (raised) => server.node!.alarm(raised),
          }),
      ...(server.management === undefined
        ? {}
        : { management: { url: server.management.url, user: user('admin'), password } }),
      ...(server.metricsUrl === undefined ? {} : { metricsUrl: server.metricsUrl }),
    },
    stop: async (remove) => {
      if (remove) await server.remove(name, users);
      await server.stop();
    },
  };
}

async function missingDatabase(adminUrl: string, name: string): Promise<string[]> {
  const exists = await query(withPath(adminUrl, name), 'SELECT 1').then(
    () => true,
    () => false,
  );
  return exists ? [] : [`CREATE DATABASE ${name}`];
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

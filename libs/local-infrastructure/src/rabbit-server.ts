import { connect } from 'amqplib';
import { command } from './command.js';

/** Vhosts, users and permissions in RabbitMQ's own format of definitions. */
export interface Definitions {
  readonly vhosts: readonly { name: string }[];
  readonly users: readonly { name: string; password_hash: string; hashing_algorithm: string; tags: string }[];
  readonly permissions: readonly { user: string; vhost: string; configure: string; write: string; read: string }[];
  /** what may be published by which routing key */
  readonly topic_permissions: readonly { user: string; vhost: string; exchange: string; write: string; read: string }[];
}

/** A RabbitMQ server on which vhosts and users can be made. */
export interface RabbitServer {
  readonly host: string;
  readonly management?: { readonly url: string; readonly user: string; readonly password: string };
  /** where it serves Prometheus (rabbitmq_prometheus) */
  readonly metricsUrl?: string;
  define(definitions: Definitions): Promise<void>;
  /** the broker hangs up on every client of the vhost, as an operator would make it */
  closeConnections(vhost: string): Promise<void>;
  vhosts(): Promise<string[]>;
  remove(vhost: string, users: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  /** what can be done to a node of our own; absent on one that others use */
  readonly node?: OwnNode;
}

/** A server of our own, which a test may treat badly. */
export interface OwnNode {
  /** ends as by a loss of power, and starts again on its own disk */
  crash(): Promise<void>;
  /** stands still for so long, without a word to anybody */
  pause(ms: number): Promise<void>;
  /** has its memory alarm raised or not: while it is, nobody can publish, and consuming goes on */
  alarm(raised: boolean): Promise<void>;
}

/** The user that a fresh broker has. */
export const GUEST = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

/** A server whose vhosts and users are made by its management API. */
export function overHttp(host: string, api: string, stop: () => Promise<void>, node?: OwnNode): RabbitServer {
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    const response = await fetch(`${api}/api/${path}`, {
      method,
      headers: { authorization: GUEST, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok && response.status !== 404)
      throw new Error(`RabbitMQ's management API answered ${response.status} to ${method} ${path}`);
    return response;
  };
  return {
    host,
    management: { url: api, user: 'guest', password: 'guest' },
    define: async (definitions) => {
      await call('POST', 'definitions', definitions);
    },
    closeConnections: async (vhost) => {
      const response = await call('GET', `vhosts/${encodeURIComponent(vhost)}/connections`);
      const open = (await response.json()) as readonly { name: string }[];
      await Promise.all(open.map(({ name }) => call('DELETE', `connections/${encodeURIComponent(name)}`)));
    },
    vhosts: async () => {
      const response = await call('GET', 'vhosts');
      return ((await response.json()) as readonly { name: string }[]).map(({ name }) => name);
    },
    remove: async (vhost, users) => {
      await call('DELETE', `vhosts/${encodeURIComponent(vhost)}`);
      for (const user of users) await call('DELETE', `users/${encodeURIComponent(user)}`);
    },
    stop,
    ...(node === undefined ? {} : { node }),
  };
}

/** A server whose vhosts and users are made by rabbitmqctl, which needs root or the broker's own user. */
export function overControl(host: string, stop: () => Promise<void>): RabbitServer {
  const control = (...args: string[]): Promise<string> => command('rabbitmqctl', ['--silent', ...args]);
  return {
    host,
    // by standard input: rabbitmqctl reads as a user of its own, who may not enter our folders
    define: async (definitions) => {
      await command('rabbitmqctl', ['--silent', 'import_definitions'], { input: JSON.stringify(definitions) });
    },
    closeConnections: async (vhost) => {
      await control('close_all_connections', '--vhost', vhost, 'closed by an operator');
    },
    vhosts: async () => (await control('list_vhosts')).split('\n'),
    remove: async (vhost, users) => {
      await control('delete_vhost', vhost);
      await Promise.all(users.map((user) => control('delete_user', user)));
    },
    stop,
  };
}

/** @throws when no broker answers there */
export async function reachable(url: string): Promise<void> {
  const connection = await connect(url, { timeout: 3_000 });
  connection.on('error', () => undefined);
  await connection.close();
}

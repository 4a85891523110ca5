import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { command } from './command.js';
import { freePort } from './free-port.js';
import { reachable } from './rabbit-server.js';

/** The inner script: Debian's wrapper insists on its own user, this one runs as anybody. */
export const INSTALLED_RABBITMQ = '/usr/lib/rabbitmq/bin';

/** A quiet machine needs a tenth of it. */
const START_WITHIN_MS = 120_000;

/** Erlang's port mapper: the first node of a machine starts it, and it stays behind. */
const EPMD_PORT = 4369;

/** A process of the installed RabbitMQ, with the management UI, in a temporary folder. */
export interface BrokerNode {
  /** as its neighbours call it */
  readonly name: string;
  /** host and port for AMQP */
  readonly host: string;
  /** address of the management API */
  readonly api: string;
  /** after the node was killed: on its own disk. Resolves when it takes connections */
  start(): Promise<void>;
  /** as by a loss of power */
  kill(): Promise<void>;
  /** stops and continues the process as it stands */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  control(...args: string[]): Promise<void>;
  /** ends it and takes its folder away */
  stop(): Promise<void>;
}

/** Nodes that become one cluster: they share a secret, and know the name of the first. */
export interface Membership {
  readonly cookie: string;
  readonly first?: string;
}

/** @throws when RabbitMQ is not installed here, or does not start; nothing of the machine's own node is read or written */
export async function startBrokerNode(membership?: Membership): Promise<BrokerNode> {
  await access(join(INSTALLED_RABBITMQ, 'rabbitmq-server'));
  const folder = await mkdtemp(join(tmpdir(), 'connector-rabbitmq-'));
  const [port, distribution, management] = [await freePort(), await freePort(), await freePort()];
  const name = `connector-${process.pid}-${port}@localhost`;
  const config = [
    `listeners.tcp.default = 127.0.0.1:${port}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
    ...(membership === undefined ? [] : neighbours(membership.first ?? name, name)),
  ];
  await writeFile(join(folder, 'rabbitmq.conf'), `${config.join('\n')}\n`);
  await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_management].\n');
  if (membership !== undefined) await writeFile(join(folder, '.erlang.cookie'), membership.cookie, { mode: 0o400 });
  const env = {
    HOME: folder,
    RABBITMQ_NODENAME: name,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
  };
  const host = `127.0.0.1:${port}`;
  const api = `http://127.0.0.1:${management}`;
  const ownPortMapper = !(await answers(EPMD_PORT));
  let node: ChildProcess;
  const start = async (): Promise<void> => {
    // a process group of its own: the script has children, and signals are meant for all of them
    node = spawn(join(INSTALLED_RABBITMQ, 'rabbitmq-server'), [], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    await isUp(node, host, api);
  };
  const control = async (...args: string[]): Promise<void> => {
    await command(join(INSTALLED_RABBITMQ, 'rabbitmqctl'), args, { env });
  };
  const stop = async (): Promise<void> => {
    const ended = hasEnded(node) ? undefined : once(node, 'exit');
    if (ended !== undefined) await control('stop').catch(() => signal(node, 'SIGKILL'));
    await ended;
    if (ownPortMapper) await command('epmd', ['-kill']).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name,
    host,
    api,
    start,
    kill: async () => {
      const ended = once(node, 'exit');
      signal(node, 'SIGKILL');
      await ended;
    },
    signal: (signalName) => signal(node, signalName),
    control,
    stop,
  };
}

function neighbours(...names: string[]): string[] {
  const nodes = [...new Set(names)];
  return [
    'cluster_formation.peer_discovery_backend = classic_config',
    ...nodes.map((node, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${node}`),
  ];
}

async function isUp(node: ChildProcess, host: string, api: string): Promise<void> {
  const end = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await reachable(`amqp://guest:guest@${host}`);
      await fetch(api);
      return;
    } catch (error) {
      if (Date.now() > end || hasEnded(node)) throw error;
      await wait(500);
    }
  }
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, name);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { command } from './command.js';
import { freePort } from './free-port.js';
import { overHttp, reachable, type RabbitServer } from './rabbit-server.js';

/** The inner script: Debian's wrapper insists on its own user, this one runs as anybody. */
const SCRIPTS = '/usr/lib/rabbitmq/bin';

const START_WITHIN_MS = 60_000;

/** Erlang's port mapper: the first node of a machine starts it, and it stays behind. */
const EPMD_PORT = 4369;

/** A node of our own, with the management UI, in a temporary folder; nothing of the machine's own node is read or written. */
export async function privateBroker(): Promise<RabbitServer> {
  await access(join(SCRIPTS, 'rabbitmq-server'));
  const folder = await mkdtemp(join(tmpdir(), 'connector-rabbitmq-'));
  const [port, distribution, management] = [await freePort(), await freePort(), await freePort()];
  const config = [
    `listeners.tcp.default = 127.0.0.1:${port}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
  ];
  await writeFile(join(folder, 'rabbitmq.conf'), `${config.join('\n')}\n`);
  await writeFile(join(folder, 'enabled_plugins'), '[rabbitmq_management].\n');
  const env = {
    HOME: folder,
    RABBITMQ_NODENAME: `connector-${process.pid}-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
  };
  const api = `http://127.0.0.1:${management}`;
  const ownPortMapper = !(await answers(EPMD_PORT));
  // a process group of its own: the script has children, and signals are meant for all of them
  const start = (): ChildProcess =>
    spawn(join(SCRIPTS, 'rabbitmq-server'), [], { env: { ...process.env, ...env }, stdio: 'ignore', detached: true });
  let node = start();
  const stop = async (): Promise<void> => {
    const ended = hasEnded(node) ? undefined : once(node, 'exit');
    await command(join(SCRIPTS, 'rabbitmqctl'), ['stop'], { env }).catch(() => signal(node, 'SIGKILL'));
    await ended;
    if (ownPortMapper) await command('epmd', ['-kill']).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  const isUp = async (): Promise<void> => {
    const end = Date.now() + START_WITHIN_MS;
    for (;;) {
      try {
        await reachable(`amqp://guest:guest@127.0.0.1:${port}`);
        await fetch(api);
        return;
      } catch (error) {
        if (Date.now() > end || hasEnded(node)) throw error;
        await wait(500);
      }
    }
  };
  try {
    await isUp();
  } catch (error) {
    await stop();
    throw error;
  }
  return overHttp(`127.0.0.1:${port}`, api, stop, {
    crash: async () => {
      const ended = once(node, 'exit');
      signal(node, 'SIGKILL');
      await ended;
      node = start();
      await isUp();
    },
    pause: async (ms) => {
      signal(node, 'SIGSTOP');
      await wait(ms);
      signal(node, 'SIGCONT');
    },
    alarm: async (raised) => {
      await command(join(SCRIPTS, 'rabbitmqctl'), ['set_vm_memory_high_watermark', raised ? '0' : '0.6'], { env });
    },
  });
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

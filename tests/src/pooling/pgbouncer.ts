import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@connector/local-infrastructure';
import { Client } from 'pg';

const PROGRAM = '/usr/sbin/pgbouncer';
const START_WITHIN_MS = 90_000;

/** A PgBouncer in transaction mode before a database. */
export interface Bouncer {
  /** the same role and database over PgBouncer */
  through(databaseUrl: string): string;
  stop(): Promise<void>;
}

/** Why there is no PgBouncer here; undefined: there is one. As root on Debian it is installed where it is missing. */
export function whyNoBouncer(): string | undefined {
  if (isExecutable()) return undefined;
  if (process.getuid?.() !== 0) return 'PgBouncer is not installed, and only root can install it';
  spawnSync('apt-get', ['install', '-y', '-qq', 'pgbouncer'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    timeout: 120_000,
  });
  return isExecutable() ? undefined : 'PgBouncer is not installed, and apt-get did not get it';
}

/** Starts it with so few server connections that clients must share them between their transactions. */
export async function startBouncer(databaseUrl: string, connections: number): Promise<Bouncer> {
  const server = new URL(databaseUrl);
  const folder = await mkdtemp('/var/tmp/connector-pgbouncer-');
  await chmod(folder, 0o755);
  const port = await freePort();
  const config = [
    '[databases]',
    `* = host=${server.hostname} port=${server.port || '5432'}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = trust',
    `auth_file = ${join(folder, 'users.txt')}`,
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'max_client_conn = 200',
  ];
  await writeFile(join(folder, 'users.txt'), `"${server.username}" "${server.password}"\n`, { mode: 0o644 });
  await writeFile(join(folder, 'pgbouncer.ini'), `${config.join('\n')}\n`, { mode: 0o644 });
  // it refuses to run as root
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const bouncer = spawn(PROGRAM, [...user, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' });
  const ended = once(bouncer, 'exit');
  const through = (url: string): string => {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(port);
    return changed.toString();
  };
  const stop = async (): Promise<void> => {
    bouncer.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(through(databaseUrl));
  } catch (error) {
    await stop();
    throw error;
  }
  return { through, stop };
}

async function answers(url: string): Promise<void> {
  const end = Date.now() + START_WITHIN_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function isExecutable(): boolean {
  try {
    accessSync(PROGRAM, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

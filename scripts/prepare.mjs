import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const [major, minor] = process.versions.node.split('.').map(Number);

/** The environment in which everything runs: the Node of the lock file, and no daemon of Nx left behind. */
export const environment = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  NX_DAEMON: 'false',
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
};

/** Runs a program and shows what it prints. Returns its exit code. */
export function run(program, args, env = environment) {
  const { status, error } = spawnSync(program, args, { cwd: root, env, stdio: 'inherit' });
  if (error !== undefined) console.error(`${program}: ${error.message}`);
  return status ?? 1;
}

/** Installs the dependencies if they are missing or old, and compiles. Ends the process with one line when that fails. */
export function prepare() {
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.version}`);
  if (!isInstalled()) {
    console.log('Installing the dependencies (npm ci)');
    const code = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.env);
    if (code !== 0) fail('The dependencies could not be installed: see above');
  }
  if (run('tsc', ['--build']) !== 0) fail('The sources do not compile: see above');
}

/** Installed are the dependencies of this lock file, and not of an older one. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).filter(([path]) =>
      path.startsWith('node_modules/'),
    );
  const there = new Map(versions(installed).map(([path, entry]) => [path, entry.version]));
  return versions(join(root, 'package-lock.json')).every(
    ([path, { version, optional, link }]) => link || (optional && !there.has(path)) || there.get(path) === version,
  );
}

function fail(line) {
  console.error(line);
  process.exit(1);
}

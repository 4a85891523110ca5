import { cpSync, existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';

/**
 * production-modules.mjs WORKSPACE FROM TO: copies a workspace, compiled, and every package that it needs at run time: its
 * `dependencies` and what these ask for, peers included. Tests, declarations and everybody else's packages stay behind.
 */
const [workspace, from, to] = process.argv.slice(2);
const NEVER = /(^|\/)(src|testing|tools|node_modules)$|\.spec\.|\.d\.ts(\.map)?$|\.tsbuildinfo$/;

const copied = new Set();
copyOurs(join(from, workspace));
process.stdout.write(`${workspace}: ${copied.size} packages\n`);

function copyOurs(folder) {
  const target = join(to, relative(from, folder));
  for (const part of ['package.json', 'dist'])
    cpSync(join(folder, part), join(target, part), { recursive: true, filter: (path) => !NEVER.test(path) });
  copyNeeds(folder);
}

function copyNeeds(folder) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(folder);
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  for (const name of [...Object.keys(dependencies), ...peers]) {
    const found = find(name, folder);
    if (copied.has(found)) continue;
    copied.add(found);
    const folderOf = realpathSync(found);
    const ours = folderOf !== found;
    // a link stays a link: below it stand the manifest and what was compiled
    cpSync(found, join(to, relative(from, found)), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => ours || !/\/node_modules$|\.d\.[cm]?ts$/.test(path.slice(found.length)),
    });
    if (ours) copyOurs(folderOf);
    else copyNeeds(folderOf);
  }
}

/** Where Node finds a package that is imported below a folder. */
function find(name, folder) {
  for (let at = folder; at.startsWith(from); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
  }
  throw new Error(`${name}, which ${relative(from, folder)} needs, is not installed`);
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

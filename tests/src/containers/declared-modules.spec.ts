import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What goes into an image: the services, the operator's commands, the sandboxes, the day, and the libraries below them. */
const workspaces = globSync(['{libs,services,sandbox}/*/package.json', '{demo,ops}/package.json'], { cwd: root }).map(
  (file) => ({
    folder: join(root, file, '..'),
    manifest: JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest,
  }),
);

// an image has the modules of its own workspace and of nothing else: what is not declared is not there
describe.each(workspaces)('$manifest.name', ({ folder, manifest }) => {
  test('declares every package that it imports at run time', () => {
    expect([...importedBy(folder)].filter((name) => !(name in (manifest.dependencies ?? {}))).toSorted()).toEqual([]);
  });

  test('names exact versions', () => {
    const versions = Object.values(manifest.dependencies ?? {});
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

test('one package has one version throughout', () => {
  const versions = new Map<string, Set<string>>();
  for (const { manifest } of workspaces)
    for (const [name, version] of Object.entries(manifest.dependencies ?? {}))
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
});

/** Packages that the sources name; tests, tools and what is loaded only where no image runs (Testcontainers) are left out. */
function importedBy(folder: string): ReadonlySet<string> {
  const files = globSync('src/**/*.ts', {
    cwd: folder,
    exclude: (path) => /\.spec\.ts$|(^|\/)(testing|tools)(\/|$)/.test(path),
  });
  const names = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from '([^'.][^']*)'/gm)]
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('node:'))
      .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')),
  );
  return new Set(names);
}

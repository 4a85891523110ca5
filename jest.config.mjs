import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jestConfig } from './jest.base.mjs';

/** Every workspace's tests in one run; `--selectProjects unit|integration|e2e` chooses. */
const workspaces = globSync('{libs,services,sandbox}/*/package.json', { cwd: import.meta.dirname })
  .concat(['demo/package.json', 'ops/package.json', 'tests/package.json'])
  .map((file) => join(import.meta.dirname, dirname(file)));

const configs = workspaces.map(jestConfig);

export default { ...configs[0], projects: configs.flatMap(({ projects }) => projects) };

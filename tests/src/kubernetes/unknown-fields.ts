import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, type KubernetesObject } from './helm.js';
import { modelModule } from './validators.js';

const compilerOptions = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2024',
  types: [],
};

/**
 * Fields that an object's type does not have. The validators of the models let them pass, and so does an API server, which drops
 * them without a word; the compiler refuses them in literals of the models' types.
 */
export function unknownFields(objects: readonly KubernetesObject[]): string[] {
  const typed = objects.filter((object) => modelModule(object) !== undefined);
  const lines = typed.map(
    (object, index) =>
      `import type { I${object.kind} as I${index} } from '${modelModule(object)!}'; export const o${index}: I${index} = ${JSON.stringify(object)};`,
  );
  // below the repository, so that the models are found
  const folder = join(root, 'node_modules/.cache/rendered', String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['objects.ts'] }));
    const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--project', folder], {
      encoding: 'utf8',
    });
    if (status === 0) return [];
    return stdout.split('\n').flatMap((line) => {
      const at = /objects\.ts[(:](\d+)/.exec(line);
      const object = at === null ? undefined : typed[Number(at[1]) - 1];
      if (object !== undefined) return [`${object.kind}/${object.metadata.name}: ${line.replace(/^.*error /, '')}`];
      return line.includes('error') ? [line] : [];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

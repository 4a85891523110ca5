import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const sources = globSync('services/{amazon,exact}-gateway/src/**/*.ts', { cwd: ROOT });

describe('The gateways', () => {
  it('have no line that knows of a sandbox: only base URLs differ', () => {
    expect(sources.length).toBeGreaterThan(50);
    const knowing = sources.flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          /sandbox|simulat|\b40[12]0\b/i.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
        ),
    );
    expect(knowing).toEqual([]);
  });
});

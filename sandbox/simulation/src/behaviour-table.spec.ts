import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SANDBOX = join(import.meta.dirname, '../..');

/** The last column of the table of behaviours, a test a line: the place, and the beginning of its name. */
const named = readFileSync(join(SANDBOX, 'README.md'), 'utf8')
  .split('## What they do, and the test that shows it')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes(' › '))
  .flatMap((line) => line.split('|').at(-2)!.split('<br>'))
  .map((test) => test.trim().split(' › ') as [string, string]);

const specs = globSync('*/src/**/*.spec.ts', { cwd: SANDBOX }).map((file) => ({
  place: file.replace('/src/', '/').replace(/(\.integration)?\.spec\.ts$/, ''),
  text: readFileSync(join(SANDBOX, file), 'utf8'),
}));

describe('The table of behaviours in the README', () => {
  it('has a row for everything', () => {
    expect(named.length).toBeGreaterThan(150);
  });

  it.each(named)('names a test that exists: %s › %s', (place, title) => {
    const found = specs.filter((spec) => spec.place === place || dirname(spec.place) === place);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some(({ text }) => ["'", '`', '"'].some((quote) => text.includes(`${quote}${title}`)))).toBe(true);
  });
});

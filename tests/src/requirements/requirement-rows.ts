import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** A row of a page that sets requirements beside their proofs. */
export interface RequirementRow {
  readonly row: string;
  readonly state: string;
  /** files of this repository that the row names */
  readonly files: readonly string[];
}

/** The rows `PREFIX-01`, `PREFIX-02`, ... of a page's table. */
export function requirementRows(page: string, prefix: string): RequirementRow[] {
  return readFileSync(join(ROOT, page), 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`^\\| ${prefix}-\\d\\d `).test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, row, , state, proof]) => ({
      row: row!,
      state: state!,
      files: [...proof!.matchAll(/`([^`]+\.(?:ts|md|json))`/g)].map(([, file]) => file!),
    }));
}

/** What is wrong with such a page: rows that are missing or out of order, states that are none, files that are not there, proofs without a test. */
export function faultsOf(rows: readonly RequirementRow[], prefix: string, count: number): string[] {
  const expected = Array.from({ length: count }, (_, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`);
  return [
    ...expected.filter((row, index) => rows[index]?.row !== row).map((row) => `${row}: not in its place`),
    ...rows.slice(count).map(({ row }) => `${row}: one too many`),
    ...rows.flatMap(({ row, state, files }) => [
      ...(['proved', 'partly', 'open'].includes(state) ? [] : [`${row}: "${state}" is no state`]),
      ...files.filter((file) => !existsSync(join(ROOT, file))).map((file) => `${row}: there is no ${file}`),
      ...(state === 'proved' && !files.some((file) => /\.spec\.ts$|\/main\.ts$/.test(file)) ? [`${row}: no test`] : []),
    ]),
  ];
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const ROW = /^\| ([A-Z]\d+)\.(\d+) \| (.+?) \| (.*) \|$/;
const PROOF = /^\[[^\]]+\]\(\.\.\/([^)]+)\) › (.+)$/;

/** One sentence of the rules and what is said to prove it. */
export interface RuleRow {
  /** the rule, for example `D5` or, for the manual's chapter 4, `H4` */
  readonly rule: string;
  readonly sentence: number;
  readonly text: string;
  readonly proofs: readonly { readonly file: string; readonly test: string }[];
  /** said in so many words: nothing proves it, or a part of it */
  readonly admitted: readonly string[];
  /** neither a proof nor an admission */
  readonly unreadable: readonly string[];
}

/** The rows of docs/rules.md. */
export function readRules(): RuleRow[] {
  const text = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [, rule, sentence, said, proved] = ROW.exec(line) ?? [];
    if (rule === undefined || proved === undefined) return [];
    const parts = proved.split('<br>').map((part) => part.trim());
    const proofs = parts.flatMap((part) => {
      const [, file, test] = PROOF.exec(part) ?? [];
      return file === undefined || test === undefined ? [] : [{ file, test }];
    });
    const admitted = parts.filter((part) => /^\*\*not (proved )?yet/.test(part));
    const unreadable = parts.filter((part) => !PROOF.test(part) && !admitted.includes(part));
    return [{ rule, sentence: Number(sentence), text: said!, proofs, admitted, unreadable }];
  });
}

/** Whether the file has a test of that name: its words stand in the file as the name of an `it`; a golden order has them as its title. */
export function hasTest(file: string, test: string): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  if (file.endsWith('.json')) return (JSON.parse(readFileSync(path, 'utf8')) as { title?: string }).title === test;
  const source = readFileSync(path, 'utf8').replaceAll(/\\(['"`])/g, '$1');
  const name = test.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`[(]\s*['"\x60]${name}['"\x60],`).test(source);
}

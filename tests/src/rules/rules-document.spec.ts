import { describe, expect, it } from '@jest/globals';
import { hasTest, readRules } from './rules-document.js';

/** How many rules each chapter has: H is the manual, by chapter; R the table of 6.2. */
const RULES: Readonly<Record<string, number>> = { V: 6, D: 14, I: 12, O: 9, M: 12, T: 6, S: 8, C: 4, R: 1 };
const MANUAL: Readonly<Record<string, number>> = { H4: 6, H5: 8, H6: 8, H7: 3, H8: 5 };

const rows = readRules();

describe('docs/rules.md maps every rule to its proof', () => {
  it.each(Object.entries(RULES))('%s: every rule of the chapter is there', (letter, count) => {
    const mapped = new Set(rows.map(({ rule }) => rule));
    const expected = Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
    expect(expected.filter((rule) => !mapped.has(rule))).toStrictEqual([]);
  });

  it.each(Object.entries(MANUAL))('%s: every sentence of the chapter of the manual is there', (chapter, count) => {
    expect(rows.filter(({ rule }) => rule === chapter)).toHaveLength(count);
  });

  it('no sentence is left out or stands there twice: each rule counts its own from 1', () => {
    const sentences = Map.groupBy(rows, ({ rule }) => rule);
    for (const [rule, found] of sentences)
      expect([rule, found.map(({ sentence }) => sentence)]).toStrictEqual([rule, found.map((_, index) => index + 1)]);
  });

  it('every test that is named exists', () => {
    const missing = rows.flatMap(({ rule, sentence, proofs }) =>
      proofs
        .filter(({ file, test }) => !hasTest(file, test))
        .map(({ file, test }) => `${rule}.${sentence}: ${file} › ${test}`),
    );
    expect(missing).toStrictEqual([]);
  });

  it('a row without proof says so, and none says anything else', () => {
    const silent = rows.filter(
      ({ proofs, admitted, unreadable }) => unreadable.length > 0 || proofs.length + admitted.length === 0,
    );
    expect(
      silent.map(({ rule, sentence, unreadable }) => `${rule}.${sentence}: ${unreadable.join(' ')}`),
    ).toStrictEqual([]);
  });
});

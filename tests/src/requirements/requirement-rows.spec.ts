import { describe, expect, it } from '@jest/globals';
import { faultsOf, requirementRows } from './requirement-rows.js';

describe('The pages that set requirements beside their proofs', () => {
  it('S-35: docs/security.md has every row of the design, and names only what is there', () => {
    expect(faultsOf(requirementRows('docs/security.md', 'S'), 'S', 38)).toEqual([]);
  });

  it('docs/reliability.md has every row of the design, and names only what is there', () => {
    expect(faultsOf(requirementRows('docs/reliability.md', 'R'), 'R', 30)).toEqual([]);
  });

  it('are found out when a row is missing, proves by nothing, or names what is not there', () => {
    const rows = [
      { row: 'R-01', state: 'proved', files: ['README.md'] },
      { row: 'R-03', state: 'done', files: ['no/such.spec.ts'] },
    ];
    expect(faultsOf(rows, 'R', 3)).toEqual([
      'R-02: not in its place',
      'R-03: not in its place',
      'R-01: no test',
      'R-03: "done" is no state',
      'R-03: there is no no/such.spec.ts',
    ]);
  });
});

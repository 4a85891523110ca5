import { describe, expect, it } from '@jest/globals';
import { goldenCases, goldenPlace } from './golden-case.js';
import { becomes } from './pure-path.js';

const cases = goldenCases();
const place = goldenPlace();

describe('Golden orders: an order as Amazon gives it, and what becomes of it', () => {
  it.each(cases.map((golden) => ({ golden, name: `${golden.rules.join(', ')}: ${golden.title} (${golden.file})` })))(
    '$name',
    ({ golden }) => {
      expect(becomes(golden, place)).toStrictEqual(golden.expected);
    },
  );

  it('there are at least sixty, each under a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });

  it('every rule that decides over an order alone has one', () => {
    const shown = new Set(cases.flatMap(({ rules }) => rules));
    expect(DECIDED_BY_THE_ORDER.filter((rule) => !shown.has(rule))).toStrictEqual([]);
  });
});

/** The others need a second order, a person or the passing of time. */
const DECIDED_BY_THE_ORDER = [
  'D1 D2 D3 D4 D9 D10 D11 D12 D13 V6 I8 I9',
  'O1 O3 O4 O5 O6 O7 M1 M2 M3 M4 M5 M7 M8 M9 M10 M11 M12',
  'T1 T2 T3 T4 T5 T6 C1 R1',
].flatMap((rules) => rules.split(' '));

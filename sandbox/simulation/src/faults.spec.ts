import { describe, expect, it } from '@jest/globals';
import { Faults, faultKinds, readFaultRule, type FaultRule } from './faults.js';

const HALF: FaultRule = { kind: '503', operation: 'read', probability: 0.5 };

/** Which of so many calls are struck. */
const strikes = (faults: Faults, calls: number, between?: () => void): boolean[] =>
  Array.from({ length: calls }, () => {
    between?.();
    return faults.strike('read', 'one') !== undefined;
  });

const faultsOf = (seed: number, ...rules: FaultRule[]): Faults => {
  const faults = new Faults(seed);
  for (const rule of rules) faults.add(rule);
  return faults;
};

describe('Faults', () => {
  it('strike the same calls again with the same seed, and others with another', () => {
    const once = strikes(faultsOf(7, HALF), 200);
    expect(strikes(faultsOf(7, HALF), 200)).toEqual(once);
    expect(strikes(faultsOf(8, HALF), 200)).not.toEqual(once);
    expect(once.filter(Boolean).length).toBeGreaterThan(70);
    expect(once.filter(Boolean).length).toBeLessThan(130);
  });

  it('do not depend on the calls that other rules see in between', () => {
    const faults = faultsOf(7, HALF, { kind: '429', operation: 'write', probability: 0.5 });
    expect(strikes(faults, 200, () => faults.strike('write', 'one'))).toEqual(strikes(faultsOf(7, HALF), 200));
  });

  it('strike the n-th call, so many times, of one operation and one tenant', () => {
    expect(strikes(faultsOf(1, { kind: '429', nth: 3 }), 5)).toEqual([false, false, true, false, false]);
    expect(strikes(faultsOf(1, { kind: '429', times: 2 }), 4)).toEqual([true, true, false, false]);
    const faults = faultsOf(1, { kind: '429', operation: 'read', tenant: 'two' });
    expect([faults.strike('read', 'one'), faults.strike('write', 'two')]).toEqual([undefined, undefined]);
    expect(faults.strike('read', 'two')?.kind).toBe('429');
  });

  it.each([
    { kind: 'storm' },
    { kind: '429', probability: 2 },
    { kind: '429', nth: 0 },
    { kind: '429', chance: 1 },
    { kind: '500-text' },
    { kind: '503', text: 'Periode is afgesloten' },
    null,
  ])('are refused where they are none: %j', (given) => {
    expect(() => readFaultRule(given)).toThrow();
  });

  it('are taken where they are some', () => {
    for (const kind of faultKinds) {
      const says = kind === '500-text' ? { text: 'Periode is afgesloten' } : {};
      expect(readFaultRule({ kind, probability: 0.5, times: 1, ...says }).kind).toBe(kind);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Verdict } from './judge-order.js';
import { nextStep, stepAfterTakingBack } from './next-step.js';
import type { OrderState } from './order-state.js';

const paid: Verdict = { verdict: 'paid' };
const cancelled: Verdict = { verdict: 'cancelled' };
const pending: Verdict = { verdict: 'pending' };
const skip: Verdict = { verdict: 'skip', reason: 'unfulfillable' };
const beforeItsSalesOrder: OrderState[] = ['received', 'pending', 'ready', 'debtor', 'items', 'held'];

describe('What follows from a word of Amazon', () => {
  it('O1: a paid order starts, one that is held tries again, one that is under way goes on', () => {
    for (const state of ['received', 'pending', 'skipped', 'cancelled'] as const)
      expect(nextStep(state, paid, false)).toBe('start');
    expect(nextStep('held', paid, false)).toBe('retry');
    for (const state of ['ready', 'debtor', 'items', 'ordering'] as const)
      expect(nextStep(state, paid, false)).toBe('advance');
  });

  it('O1: debtor and items that were asked for by an older word are asked for anew', () => {
    expect(nextStep('debtor', paid, true)).toBe('begin-again');
    expect(nextStep('items', paid, true)).toBe('begin-again');
  });

  it('O8: a command that has not left is taken back where something changed, the order is cancelled or is no sale', () => {
    expect(nextStep('ordering', paid, true)).toBe('take-back');
    for (const verdict of [cancelled, skip, pending]) expect(nextStep('ordering', verdict, false)).toBe('take-back');
    expect(stepAfterTakingBack(paid)).toBe('begin-again');
    expect(stepAfterTakingBack(cancelled)).toBe('cancel');
    expect(stepAfterTakingBack(skip)).toBe('skip');
  });

  it('O8: once the sales order stands, everything is compared with it', () => {
    for (const verdict of [paid, cancelled, pending, skip])
      for (const changed of [true, false]) expect(nextStep('done', verdict, changed)).toBe('compare');
  });

  it('O8: before that a cancellation ends the order', () => {
    for (const state of beforeItsSalesOrder) expect(nextStep(state, cancelled, true)).toBe('cancel');
    expect(nextStep('cancelled', cancelled, true)).toBe('advance');
    expect(nextStep('skipped', cancelled, true)).toBe('advance');
  });

  it('O6: what turns out to be no sale is skipped, also when it is under way already', () => {
    for (const state of beforeItsSalesOrder) expect(nextStep(state, skip, true)).toBe('skip');
    expect(nextStep('cancelled', skip, true)).toBe('advance');
  });

  it('O7: what is not paid, or not any more, waits', () => {
    for (const state of beforeItsSalesOrder) expect(nextStep(state, pending, false)).toBe('wait');
  });
});

import { describe, expect, it } from '@jest/globals';
import { defaultBrake, waitsFor } from './brake.js';

const move = (emptied: number, sellableAtStart: number, firstRunApproved = true) =>
  waitsFor({ emptied, sellableAtStart, firstRunApproved }, defaultBrake);

describe('The brake (S7)', () => {
  it('holds a run that takes ten SKUs and more than 30 % of them down to 0', () => {
    expect(move(10, 33)).toBe('brake');
    expect(move(400, 1_000)).toBe('brake');
  });

  it('lets fewer than ten go, whatever their share: a small shop sells out', () => {
    expect(move(9, 9)).toBeUndefined();
  });

  it('lets 30 % go: it must be more', () => {
    expect(move(30, 100)).toBeUndefined();
    expect(move(31, 100)).toBe('brake');
  });

  it('shows the first run before it writes, whatever it would do', () => {
    expect(move(0, 100, false)).toBe('first-run');
  });
});

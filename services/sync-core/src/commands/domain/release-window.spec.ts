import { describe, expect, it } from '@jest/globals';
import { amazonWindow, exactWindow, slotsOf } from './release-window.js';

describe('What is limited together', () => {
  it('V5: at Exact the division, whichever connections share it; at Amazon the connection', () => {
    const one = '019ab0c2-7a00-7000-8000-000000000001';
    const other = '019ab0c2-7a00-7000-8000-000000000002';
    expect(exactWindow(123_456)).not.toBe(exactWindow(123_457));
    expect(amazonWindow(one)).not.toBe(amazonWindow(other));
    expect(exactWindow(123_456)).not.toBe(amazonWindow('123456'));
  });

  it('Exact takes one call at a time, so few commands are on their way there; Amazon takes more', () => {
    expect(slotsOf(exactWindow(123_456))).toBe(2);
    expect(slotsOf(amazonWindow('019ab0c2-7a00-7000-8000-000000000001'))).toBe(5);
  });
});

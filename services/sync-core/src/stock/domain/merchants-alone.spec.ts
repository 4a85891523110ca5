import { describe, expect, it } from '@jest/globals';
import { isMerchantsAlone } from './merchants-alone.js';

describe('Whose stock an offer shows (S5)', () => {
  it('writes where the one channel is the merchant', () => {
    expect(isMerchantsAlone(['DEFAULT'])).toBe(true);
    expect(isMerchantsAlone(['DEFAULT', 'DEFAULT'])).toBe(true);
  });

  it('never writes an offer that Amazon fulfils in any of the stores', () => {
    expect(isMerchantsAlone(['AMAZON_EU'])).toBe(false);
    expect(isMerchantsAlone(['DEFAULT', 'AMAZON_EU'])).toBe(false);
  });

  it('never writes a listing that has no channel yet', () => {
    expect(isMerchantsAlone([])).toBe(false);
    expect(isMerchantsAlone(null)).toBe(false);
  });
});

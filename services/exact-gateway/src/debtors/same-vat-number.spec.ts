import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property, stringMatching } from 'fast-check';
import { sameVatNumber } from './same-vat-number.js';

describe('D7: VAT numbers', () => {
  it('are the same however people type them, and different if a sign differs', () => {
    const number = stringMatching(/^[A-Z]{2}[A-Z0-9]{8,12}$/);
    const between = array(constantFrom('', ' ', '.', '-'), { minLength: 14, maxLength: 14 });
    assert(
      property(number, between, (plain, signs) => {
        const typed = [...plain].map((sign, index) => sign.toLowerCase() + signs[index]!).join('');
        expect(sameVatNumber(typed, plain)).toBe(true);
        expect(sameVatNumber(`${typed}0`, plain)).toBe(false);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { barcodeOf } from './barcode.js';

const of = (...identifiers: [type: string, value: string][]) =>
  barcodeOf(identifiers.map(([type, value]) => ({ type, value })));

const checkDigit = (digits: readonly number[]): number =>
  (10 - (digits.reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 3), 0) % 10)) % 10;

describe('Barcode of an item (I11)', () => {
  it('I11: the EAN', () => {
    expect(of(['ean', '4006381333931'])).toBe('4006381333931');
    expect(of(['ean', '400-6381 333931'])).toBe('4006381333931');
  });

  it('I11: a UPC as EAN with a leading 0', () => {
    expect(of(['upc', '036000291452'])).toBe('0036000291452');
  });

  it('I11: an ISBN-13 as it is, an ISBN-10 not', () => {
    expect(of(['isbn', '9780306406157'])).toBe('9780306406157');
    expect(of(['isbn', '0306406152'])).toBeUndefined();
  });

  it('I11: the EAN before the UPC', () => {
    expect(of(['upc', '036000291452'], ['ean', '4006381333931'])).toBe('4006381333931');
  });

  it('I11: a wrong check digit, letters or nothing: none', () => {
    expect(of(['ean', '4006381333932'])).toBeUndefined();
    expect(of(['ean', '40063813339X1'])).toBeUndefined();
    expect(of(['asin', 'B000000001'])).toBeUndefined();
    expect(of()).toBeUndefined();
  });

  it('I11: of twelve digits exactly one thirteenth makes a barcode', () => {
    const twelve = array(integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 12 });
    assert(
      property(twelve, integer({ min: 0, max: 9 }), (digits, last) => {
        const value = [...digits, last].join('');
        expect(of(['ean', value])).toBe(last === checkDigit(digits) ? value : undefined);
      }),
    );
  });
});

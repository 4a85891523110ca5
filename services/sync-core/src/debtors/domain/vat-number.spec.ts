import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, property, string } from 'fast-check';
import { vatNumberOf } from './vat-number.js';

describe('VAT numbers (D3)', () => {
  it('D3: without blanks and dots, in upper case, with the prefix of the country', () => {
    expect(vatNumberOf('nl 1234.56.789.b01', 'NL')).toBe('NL123456789B01');
    expect(vatNumberOf('123456789B01', 'NL')).toBe('NL123456789B01');
    expect(vatNumberOf('BE 0123.456.789', 'BE')).toBe('BE0123456789');
  });

  it('D3: EL for Greece, whichever prefix was typed', () => {
    for (const typed of ['123456789', 'EL123456789', 'GR 123456789'])
      expect(vatNumberOf(typed, 'GR')).toBe('EL123456789');
  });

  it('D3: XI for Northern Ireland', () => {
    expect(vatNumberOf('123456789', 'XI')).toBe('XI123456789');
    expect(vatNumberOf('XI 123456789', 'GB')).toBe('XI123456789');
  });

  it('D3: the number of another country keeps its own prefix', () => {
    expect(vatNumberOf('DE123456789', 'NL')).toBe('DE123456789');
    expect(vatNumberOf('DE123456789', undefined)).toBe('DE123456789');
  });

  it.each([
    ['AT', 'U12345678'],
    ['BE', '1123456789'],
    ['BG', '123456789'],
    ['CY', '12345678X'],
    ['CZ', '12345678'],
    ['DE', '123456789'],
    ['DK', '12345678'],
    ['EE', '123456789'],
    ['ES', 'B1234567X'],
    ['FI', '12345678'],
    ['FR', 'AB123456789'],
    ['GB', '123456789012'],
    ['HR', '12345678901'],
    ['HU', '12345678'],
    ['IE', '1A23456BC'],
    ['IT', '12345678901'],
    ['LT', '123456789'],
    ['LU', '12345678'],
    ['LV', '12345678901'],
    ['MT', '12345678'],
    ['PL', '1234567890'],
    ['PT', '123456789'],
    ['RO', '1234567'],
    ['SE', '123456789012'],
    ['SI', '12345678'],
    ['SK', '1234567890'],
  ])('D3: %s has a form of its own', (country, digits) => {
    expect(vatNumberOf(digits, country)).toBe(`${country}${digits}`);
    expect(vatNumberOf(`${country}${digits}`, country)).toBe(`${country}${digits}`);
    expect(vatNumberOf(`${digits}0000000`, country)).toBeUndefined();
  });

  it('D3: a form that is not right for the country is treated as absent', () => {
    for (const typed of ['12345678B01', 'NL123456789', 'none', 'n/a', '', '   '])
      expect(vatNumberOf(typed, 'NL')).toBeUndefined();
    expect(vatNumberOf(undefined, 'NL')).toBeUndefined();
    expect(vatNumberOf('123456789', undefined)).toBeUndefined();
    expect(vatNumberOf('123456789', 'US')).toBeUndefined();
  });

  it('D3: however it is typed it is the same number, and reading it again changes nothing', () => {
    const known = constantFrom('NL123456789B01', 'DE123456789', 'EL123456789', 'ATU12345678', 'XI123456789');
    const noise = constantFrom('', ' ', '.', '. ', '-');
    assert(
      property(known, noise, (number, between) => {
        const typed = Array.from(number.toLowerCase()).join(between);
        expect(vatNumberOf(typed, 'NL')).toBe(number);
      }),
    );
    assert(
      property(string(), constantFrom('NL', 'GR', 'GB'), (typed, country) => {
        const number = vatNumberOf(typed, country);
        if (number !== undefined) expect(vatNumberOf(number, country)).toBe(number);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, property, record } from 'fast-check';
import { findVatRule, missingRule, possibleRates } from './find-vat-rule.js';
import type { VatConditions, VatInputs, VatRule } from './vat-rule.js';

const sale: VatInputs = {
  shipTo: 'NL',
  shipFrom: 'NL',
  buyer: 'consumer',
  rate: 2100,
  collector: 'merchant',
  scheme: 'none',
  invoiceByAmazon: false,
  itemCode: '2',
};

const rule = (when: VatConditions, code = '2'): VatRule => ({ name: `rule for ${code}`, when, code });
const codeFor = (table: VatRule[], inputs: Partial<VatInputs> = {}) => findVatRule(table, { ...sale, ...inputs })?.code;

describe('The VAT table (6.3)', () => {
  it('T1: the first rule that matches wins', () => {
    const table = [rule({ shipTo: 'DE' }, 'DE'), rule({ shipTo: 'NL', rate: 900 }, '1'), rule({}, '2'), rule({}, '3')];
    expect(codeFor(table)).toBe('2');
    expect(codeFor(table, { rate: 900 })).toBe('1');
    expect(codeFor(table, { rate: 900, shipTo: 'DE' })).toBe('DE');
  });

  it('T2: a condition is a value, a list of values, or left out: any', () => {
    const table = [rule({ shipTo: ['BE', 'DE'], buyer: 'business' })];
    expect(codeFor(table, { shipTo: 'DE', buyer: 'business' })).toBe('2');
    expect(codeFor(table, { shipTo: 'FR', buyer: 'business' })).toBeUndefined();
    expect(codeFor(table, { shipTo: 'DE' })).toBeUndefined();
  });

  it('T2: every input can be asked', () => {
    const others: VatInputs = {
      shipTo: 'XI',
      shipFrom: 'DE',
      buyer: 'business',
      rate: 'none',
      collector: 'amazon',
      scheme: 'IOSS',
      invoiceByAmazon: true,
      itemCode: '1',
    };
    for (const name of Object.keys(sale) as (keyof VatInputs)[]) {
      const table = [rule({ [name]: others[name] })];
      expect(codeFor(table, { [name]: others[name] })).toBe('2');
      expect(codeFor(table)).toBeUndefined();
    }
  });

  it('T2: an unknown country of departure is matched by unknown alone, never by any', () => {
    const unknown = { shipFrom: 'unknown' };
    expect(codeFor([rule({})], unknown)).toBeUndefined();
    expect(codeFor([rule({ shipFrom: ['NL', 'DE'] })], unknown)).toBeUndefined();
    expect(codeFor([rule({ shipFrom: 'unknown' })], unknown)).toBe('2');
    expect(codeFor([rule({ shipFrom: ['NL', 'unknown'] })], unknown)).toBe('2');
  });

  it('T2: not computed, none and a percentage are three things', () => {
    const table = [rule({ rate: 'none' }, '7'), rule({ rate: 'not-computed' }, 'item'), rule({ rate: 2100 }, '2')];
    expect(codeFor(table, { rate: 'none' })).toBe('7');
    expect(codeFor(table, { rate: 'not-computed' })).toBe('item');
    expect(codeFor(table, { rate: 900 })).toBeUndefined();
  });

  it('T4: a missing rule is told by exactly its inputs, and a rule of those inputs is found', () => {
    const missing = missingRule(sale);
    expect(Object.keys(missing)).toEqual(Object.keys(sale));
    expect(missing).toMatchObject({ shipTo: 'NL', rate: '2100', invoiceByAmazon: 'false' });
    expect(findVatRule([rule(sale)], sale)).toBeDefined();
  });

  it('T1: what is found is the first of those that match alone; nothing is found where none does', () => {
    const when = record(
      { shipTo: constantFrom('NL', 'DE'), rate: constantFrom(2100, 900), shipFrom: constantFrom('NL', 'unknown') },
      { requiredKeys: [] },
    );
    const inputs = record({
      shipTo: constantFrom('NL', 'DE'),
      rate: constantFrom(2100, 900),
      shipFrom: constantFrom('NL', 'unknown'),
    });
    assert(
      property(array(when, { maxLength: 6 }), inputs, (conditions, given) => {
        const table = conditions.map((condition, index) => rule(condition, String(index)));
        const all = { ...sale, ...given };
        const first = table.find((one) => findVatRule([one], all) !== undefined);
        expect(findVatRule(table, all)).toBe(first);
      }),
    );
  });
});

describe('Rates that may have been charged (M9)', () => {
  const abroad = { ...sale, shipTo: 'DE' };

  it('M9: those of the destination', () => {
    expect(possibleRates([rule({})], abroad)).toEqual([1900, 700]);
  });

  it('M9: and those of the country of departure that a matching rule names', () => {
    const table = [rule({ shipTo: 'DE', shipFrom: 'NL', rate: 2100 }), rule({})];
    expect(possibleRates(table, abroad)).toEqual([1900, 700, 2100]);
    expect(possibleRates([rule({ shipTo: 'FR', shipFrom: 'NL' })], abroad)).toEqual([1900, 700]);
    expect(possibleRates([rule({}), rule({ shipFrom: 'NL' })], abroad)).toEqual([1900, 700]);
  });

  it('M9: at home each rate once', () => {
    expect(possibleRates([rule({ shipFrom: 'NL' })], sale)).toEqual([2100, 900]);
  });
});

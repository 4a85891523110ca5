import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property } from 'fast-check';
import { add, decimalOf, money, MoneyError, moneyFromDecimal, subtract, sum } from './index.js';

const currency = constantFrom('EUR', 'JPY', 'KWD', 'SEK');
const minor = integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

describe('Money is integer minor units with a currency (M1)', () => {
  it('reads decimals of currencies with 0, 2 and 3 decimals', () => {
    expect(moneyFromDecimal('12.34', 'EUR').minorUnits).toBe(1234);
    expect(moneyFromDecimal('5980', 'JPY').minorUnits).toBe(5980);
    expect(moneyFromDecimal('1.234', 'KWD').minorUnits).toBe(1234);
    expect(moneyFromDecimal('-0.5', 'EUR').minorUnits).toBe(-50);
    expect(moneyFromDecimal('10.00', 'JPY').minorUnits).toBe(10);
  });

  it('refuses what is no amount, and decimals that the currency does not have', () => {
    for (const text of ['', 'abc', '1e3', '1,50', '.5', 'NaN', '1.2.3']) {
      expect(() => moneyFromDecimal(text, 'EUR')).toThrow(MoneyError);
    }
    expect(() => moneyFromDecimal('1.234', 'EUR')).toThrow(MoneyError);
    expect(() => moneyFromDecimal('0.5', 'JPY')).toThrow(MoneyError);
    expect(() => money(1.5, 'EUR')).toThrow(MoneyError);
  });

  it('refuses to add different currencies', () => {
    expect(() => add(money(1, 'EUR'), money(1, 'GBP'))).toThrow(MoneyError);
  });

  it('comes back from its decimal text unchanged', () => {
    assert(
      property(minor, currency, (units, code) => {
        expect(moneyFromDecimal(decimalOf(money(units, code)), code)).toEqual(money(units, code));
      }),
    );
  });

  it('adds and subtracts without loss', () => {
    assert(
      property(array(minor, { maxLength: 20 }), currency, (all, code) => {
        const total = sum(
          all.map((units) => money(units, code)),
          code,
        );
        const rest = all.reduce((left, units) => subtract(left, money(units, code)), total);
        expect(rest).toEqual(money(0, code));
      }),
    );
  });
});

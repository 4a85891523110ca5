import { describe, expect, it } from '@jest/globals';
import { legalRates, territoriesWithRate } from './legal-rates.js';

const countries = 'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI';

describe('Legal rates are data (M9)', () => {
  it.each(countries.split(' '))('M12: %s has its standard rate first, every rate once, none of 0', (country) => {
    const rates = legalRates(country);
    expect(rates[0]).toBe(Math.max(...rates));
    expect(new Set(rates).size).toBe(rates.length);
    expect(rates.every((rate) => Number.isInteger(rate) && rate > 0 && rate < 3_000)).toBe(true);
  });

  it('M9: rates that changed in 2026: Finland 13.5 % since January, Austria 4.9 % on staple foods since July', () => {
    expect(legalRates('FI')).toEqual([2550, 1350, 1000]);
    expect(legalRates('AT')).toContain(490);
  });

  it("T5: a territory outside its country's VAT area has none of its rates", () => {
    expect(legalRates('ES-CN')).toEqual([]);
    expect(legalRates('FR-OM')).toEqual([]);
    expect(legalRates('US')).toEqual([]);
  });

  it('T5, M9: Azores, Madeira and Corsica have rates of their own: no small amount is read at the rate of the mainland', () => {
    expect(legalRates('PT-20')).toEqual([1600, 900, 400]);
    expect(legalRates('PT-30')).toEqual([2200, 1200, 400]);
    expect(legalRates('FR-20R')).toEqual([2000, 1300, 1000, 210, 90]);
  });

  it('V3: a code of the mainland serves them where the rate is the same', () => {
    expect(territoriesWithRate('FR', 2000)).toEqual(['FR', 'FR-20R']);
    expect(territoriesWithRate('FR', 550)).toEqual(['FR']);
    expect(territoriesWithRate('PT', 2300)).toEqual(['PT']);
    expect(territoriesWithRate('NL', 2100)).toEqual(['NL']);
  });
});

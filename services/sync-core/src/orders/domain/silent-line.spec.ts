import { describe, expect, it } from '@jest/globals';
import type { LineFigures } from './line-components.js';
import { isSilent, taxationOfSilent } from './silent-line.js';

const figures = (item: number, tax = 0): LineFigures => ({
  total: item,
  components: { item, shipping: 0, giftWrap: 0, surcharge: 0 },
  tax,
  taxByComponent: undefined,
});

const merchant = { who: 'merchant', scheme: 'none' } as const;
const amazon = { who: 'amazon', scheme: 'IOSS' } as const;

describe('A line of next to nothing says nothing about its rate (M12)', () => {
  it('M12: 0.00 is silent anywhere', () => {
    expect(isSilent(figures(0), 'NL')).toBe(true);
    expect(isSilent(figures(0), 'US')).toBe(true);
  });

  it('M12: so is a line whose tax rounds to 0 at every legal rate of the destination', () => {
    expect(isSilent(figures(2), 'NL')).toBe(true);
    expect(isSilent(figures(3), 'NL')).toBe(false);
    // 8.1 % of 0.06 is less than half a cent
    expect(isSilent(figures(6), 'CH')).toBe(true);
  });

  it('M12: a line with tax, or with another total, speaks; so does one to a country whose rates nobody knows', () => {
    expect(isSilent(figures(2, 1), 'NL')).toBe(false);
    expect(isSilent({ ...figures(2), total: 3 }, 'NL')).toBe(false);
    expect(isSilent(figures(2), 'US')).toBe(false);
  });

  it("M12: it takes rate and collector of the order's other lines, the highest rate", () => {
    const others = [
      { collector: merchant, rate: 900 },
      { collector: amazon, rate: 2100 },
      { collector: merchant, rate: 'none' },
    ] as const;
    expect(taxationOfSilent(others, merchant, { shipTo: 'NL', itemRate: 900 })).toBe(others[1]);
  });

  it('M12: beside lines on which nothing was charged, nothing was charged on it', () => {
    const others = [{ collector: merchant, rate: 'none' }] as const;
    expect(taxationOfSilent(others, merchant, { shipTo: 'DE', itemRate: 1900 })).toBe(others[0]);
  });

  it("M12: alone it takes the rate of the item's own code if that is legal there, else the standard rate", () => {
    expect(taxationOfSilent([], merchant, { shipTo: 'NL', itemRate: 900 })).toEqual({ collector: merchant, rate: 900 });
    expect(taxationOfSilent([], merchant, { shipTo: 'DE', itemRate: 2100 })).toMatchObject({ rate: 1900 });
    expect(taxationOfSilent([], merchant, { shipTo: 'DE' })).toMatchObject({ rate: 1900 });
    expect(taxationOfSilent([], merchant, { shipTo: 'US' })).toMatchObject({ rate: 'none' });
  });
});

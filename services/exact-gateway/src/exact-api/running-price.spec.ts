import { describe, expect, it } from '@jest/globals';
import { dateInExact, runningPrice } from './running-price.js';

const on = (date: string): string => `/Date(${Date.parse(`${date}T00:00:00Z`)})/`;
const general = {
  ID: 'general',
  Currency: 'EUR',
  Account: null,
  Quantity: 1,
  Unit: 'stuk',
  DefaultItemUnit: 'stuk',
  StartDate: on('2026-01-01'),
  EndDate: null,
};

describe('the price in force', () => {
  it('is the general one in that currency from one piece on', () => {
    const others = [
      { ...general, ID: 'agreement', Account: 'somebody' },
      { ...general, ID: 'graduated', Quantity: 10 },
      { ...general, ID: 'dollars', Currency: 'USD' },
    ];
    expect(runningPrice([...others, general], 'EUR', '2026-11-24')).toBe(general);
    expect(runningPrice(others, 'EUR', '2026-11-24')).toBeUndefined();
  });

  it('is the one that began last where several run, in whatever order they come', () => {
    const later = { ...general, ID: 'later', StartDate: on('2026-10-01') };
    const always = { ...general, ID: 'always', StartDate: null };
    for (const records of [
      [always, general, later],
      [later, general, always],
    ])
      expect(runningPrice(records, 'EUR', '2026-11-24')).toBe(later);
  });

  it('is one in the unit of the item, or in none', () => {
    const box = { ...general, ID: 'box', Unit: 'doos', StartDate: on('2026-10-01') };
    const none = { ...general, ID: 'none', Unit: null };
    expect(runningPrice([box, general], 'EUR', '2026-11-24')).toBe(general);
    expect(runningPrice([box, none], 'EUR', '2026-11-24')).toBe(none);
    expect(runningPrice([box], 'EUR', '2026-11-24')).toBeUndefined();
  });

  it('is neither one that has ended nor one that is still to come', () => {
    const ended = { ...general, ID: 'ended', EndDate: on('2026-11-23') };
    const coming = { ...general, ID: 'coming', StartDate: on('2026-11-25') };
    expect(runningPrice([ended, coming, general], 'EUR', '2026-11-24')).toBe(general);
    expect(runningPrice([ended, coming], 'EUR', '2026-11-24')).toBeUndefined();
    expect(runningPrice([ended, coming], 'EUR', '2026-11-23')).toBe(ended);
    expect(runningPrice([ended, coming], 'EUR', '2026-11-25')).toBe(coming);
  });
});

describe('the date in Exact', () => {
  it.each([
    ['2026-11-23T22:59:59Z', '2026-11-23'],
    ['2026-11-23T23:00:00Z', '2026-11-24'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-12-31T23:00:00Z', '2027-01-01'],
  ])('at %s is %s, in winter and in summer', (moment, date) => {
    expect(dateInExact(new Date(moment))).toBe(date);
  });
});

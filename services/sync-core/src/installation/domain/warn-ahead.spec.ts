import { describe, expect, it } from '@jest/globals';
import { exactMasterDataPublishedV1, type ExactMasterDataPublishedV1 } from '@connector/contracts';
import { withDefaults } from './installation.js';
import { warnAhead, type AheadFacts } from './warn-ahead.js';

const installation = withDefaults({ marketplaceIds: [], amazonOrderWarehouse: 'FBA' });
const { vatCodes, currencies } = exactMasterDataPublishedV1.example;
const warnings = (
  more: Partial<AheadFacts>,
  facts: Partial<ExactMasterDataPublishedV1> = {},
  now = '2026-06-01T00:00:00Z',
) =>
  warnAhead(
    installation,
    Object.assign({ vatCodes, currencies }, facts),
    { consentEnds: {}, withheld: [], recentLines: [], ...more },
    new Date(now),
  );
const codes = (facts: Partial<ExactMasterDataPublishedV1>, now: string, settings = installation, consentEnds = {}) =>
  warnAhead(
    settings,
    Object.assign({ vatCodes, currencies }, facts),
    { consentEnds, withheld: [], recentLines: [] },
    new Date(now),
  ).map(({ code }) => code);

const years = (...list: number[]) => ({
  financialYears: list.map((year) => ({ year, startDate: `${year}-01-01`, endDate: `${year}-12-31` })),
});

describe('What is told before it stops work', () => {
  it('V2, C1: asks for the next financial year from 1 December on', () => {
    expect(codes(years(2026), '2026-11-30T12:00:00Z')).toEqual([]);
    expect(codes(years(2026), '2026-12-01T12:00:00Z')).toEqual(['next_year_missing']);
    expect(codes(years(2026, 2027), '2026-12-01T12:00:00Z')).toEqual([]);
  });

  it("V2: names the parts of Exact that the division's package or the user's rights leave out", () => {
    const rights = [{ part: 'stock', state: 'refused' }] as ExactMasterDataPublishedV1['rights'];
    expect(codes({ rights: rights! }, '2026-06-01T00:00:00Z')).toEqual(['right_refused']);
  });

  it('V6: says why orders that Amazon fulfils are left out', () => {
    expect(codes({}, '2026-06-01T00:00:00Z', withDefaults({ marketplaceIds: [] }))).toEqual(['fba_orders_left_out']);
  });

  it('V3: says what a VAT code that excludes VAT costs', () => {
    const table = withDefaults({ ...installation, vatTable: [{ name: 'NL', when: {}, code: '4' }] });
    const typeE = Object.assign({}, vatCodes[0]!, { code: '4', type: 'E' });
    expect(codes({ vatCodes: [typeE] }, '2026-06-01T00:00:00Z', table)).toEqual(['vat_code_excludes']);
  });

  it('V2: warns thirty days before the consent at Amazon ends', () => {
    const ends = { consent: '2026-07-01T00:00:00Z' };
    expect(codes({}, '2026-05-30T00:00:00Z', installation, ends)).toEqual([]);
    expect(codes({}, '2026-06-02T00:00:00Z', installation, ends)).toEqual(['consent_ends']);
  });

  it('V2: warns of a day that Exact does not allow, with the arithmetic, in Dutch and English', () => {
    const dayOfWork = { orders: 900, stockIntervals: [60], stockRows: 2_000, itemsToImport: 0 };
    const [warning] = warnings({ dayOfWork });
    expect(warning?.code).toBe('day_budget');
    expect(warning?.nl).toContain('900 orders × 6 = 5400');
    expect(warning?.en).toContain('together 6377 of the 5000 calls a day');
    expect(warnings({ dayOfWork: { ...dayOfWork, orders: 100 } })).toEqual([]);
  });

  it('V2: names the data that Amazon withholds for lack of a role', () => {
    const [warning] = warnings({ withheld: ['BUYER', 'RECIPIENT'] });
    expect(warning?.code).toBe('role_withheld');
    expect(warning?.nl).toContain('geen toegang tot BUYER, RECIPIENT');
    expect(warning?.en).toContain('no access to BUYER, RECIPIENT');
  });
});

import { describe, expect, it } from '@jest/globals';
import { exactMasterDataPublishedV1, type ExactVatCodeV1 } from '@connector/contracts';
import { proposeVatTable } from './propose-vat-table.js';

const vat = (code: string, more: Partial<ExactVatCodeV1>): ExactVatCodeV1 =>
  Object.assign({}, exactMasterDataPublishedV1.example.vatCodes[0]!, { code, description: code }, more);

const codes = [
  vat('2', {}),
  vat('4', { type: 'E' }),
  vat('1', { percentageBasisPoints: 900 }),
  vat('9', { percentageBasisPoints: 900, isBlocked: true }),
  vat('DE', { percentageBasisPoints: 1900, ossCountry: 'DE' }),
  vat('7', { percentageBasisPoints: 0, type: 'N', onEuSalesList: true }),
  vat('6', { percentageBasisPoints: 0, type: 'N' }),
];

describe('The VAT table that is proposed (V3)', () => {
  const proposal = proposeVatTable({ country: 'NL', vatCodes: codes });

  it("has the home country's rates with codes that include VAT before those that exclude it", () => {
    expect(proposal.vatTable[0]).toMatchObject({
      when: { shipTo: 'NL', rate: 2100, collector: 'merchant' },
      code: '2',
    });
    expect(proposal.vatTable[1]).toMatchObject({ when: { shipTo: 'NL', rate: 900 }, code: '1' });
    expect(proposal.itemVatCode).toBe('2');
  });

  it('has the countries of the One-Stop-Shop codes, reverse charge, and what Amazon pays', () => {
    expect(proposal.vatTable.map(({ code }) => code)).toEqual(['2', '1', 'DE', '7', '6']);
    expect(proposal.missing).toEqual([]);
  });

  it('takes reverse charge to other members of the Union alone: an export to a business is none', () => {
    const { when } = proposal.vatTable.find(({ code }) => code === '7')!;
    expect(when.shipTo).toEqual(expect.arrayContaining(['BE', 'DE', 'FR-20R', 'XI']));
    for (const outside of ['NL', 'GB', 'CH', 'NO', 'US', 'ES-CN', 'FR-OM']) expect(when.shipTo).not.toContain(outside);
  });

  it('names the sales that the division has no code for', () => {
    expect(proposeVatTable({ country: 'NL', vatCodes: [vat('2', { isBlocked: true })] }).missing).toEqual([
      'NL 2100 basis points, type I',
      'reverse charge (EU sales list)',
      '0 % for sales whose VAT Amazon pays',
    ]);
  });
});

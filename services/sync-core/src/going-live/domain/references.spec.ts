import { describe, expect, it } from '@jest/globals';
import { exactMasterDataPublishedV1 } from '@connector/contracts';
import { checkInstallation } from '../../installation/domain/check-installation.js';
import { withDefaults } from '../../installation/domain/installation.js';
import { findReferences } from './references.js';

const division = exactMasterDataPublishedV1.example;
const group = division.itemGroups[0]!;
const condition = division.paymentConditions[0]!;
const warehouse = division.warehouses[0]!;
const vat = division.vatCodes[0]!;

const installation = withDefaults({
  marketplaceIds: [],
  itemGroup: group.code,
  paymentCondition: condition.code,
  stockWarehouses: [warehouse.code, 'TEST'],
  amazonOrderWarehouse: 'FBA-TEST',
  itemVatCode: vat.code,
  vatTable: [
    { name: 'NL', when: {}, code: vat.code },
    { name: 'DE', when: { shipTo: 'DE' }, code: 'DE-TEST' },
    { name: 'rest', when: {}, code: 'item' },
  ],
});

describe('References of the installation in another division', () => {
  it('V4: are found again by their codes, with what the division calls them', () => {
    expect(findReferences(installation, division)).toEqual([
      { setting: 'itemGroup', code: group.code, description: group.description },
      { setting: 'paymentCondition', code: condition.code, description: condition.description },
      { setting: 'stockWarehouses', code: warehouse.code, description: warehouse.description },
      { setting: 'itemVatCode', code: vat.code, description: vat.description },
      { setting: 'vatTable', code: vat.code, description: vat.description },
    ]);
  });

  it('V4: what the division lacks is named, all at once, in Dutch and English', () => {
    const missing = checkInstallation(installation, division);
    expect(missing.map(({ messageEn }) => messageEn)).toEqual([
      'The division has no warehouse "TEST".',
      'The division has no warehouse "FBA-TEST".',
      'The VAT table names code "DE-TEST", which the division does not have (any more).',
    ]);
    expect(missing.every(({ messageNl }) => messageNl.length > 0)).toBe(true);
  });

  it('V4: a blocked VAT code is not found', () => {
    const blocked = Object.assign({}, division, { vatCodes: [Object.assign({}, vat, { isBlocked: true })] });
    expect(findReferences(installation, blocked).map(({ setting }) => setting)).not.toContain('itemVatCode');
  });
});

import { describe, expect, it } from '@jest/globals';
import { exactMasterDataPublishedV1, type ExactMasterDataPublishedV1 } from '@connector/contracts';
import { checkInstallation } from './check-installation.js';
import { withDefaults, type Installation } from './installation.js';

const example = exactMasterDataPublishedV1.example;
const vat = { description: 'VAT', percentageBasisPoints: 2100, isBlocked: false, onEuSalesList: false };
const warehouse = { id: '6f1c1d5e-9f3a-4f0e-8a56-000000000009', description: 'Magazijn', isMain: false };

const division: ExactMasterDataPublishedV1 = Object.assign({}, example, {
  warehouses: [
    { ...warehouse, code: '1' },
    { ...warehouse, code: 'FBA' },
  ],
  vatCodes: [
    { ...vat, code: '2', type: 'I' },
    { ...vat, code: '4', type: 'E' },
    { ...vat, code: '8', type: 'I', isBlocked: true },
  ],
});

const complete: Installation = withDefaults({
  marketplaceIds: ['A1805IZSGTT6HS'],
  itemGroup: 'WEB',
  paymentCondition: 'AM',
  stockWarehouses: ['1'],
  amazonOrderWarehouse: 'FBA',
  itemVatCode: '2',
  vatTable: [
    { name: 'all', when: {}, code: '2' },
    { name: 'own', when: {}, code: 'item' },
  ],
});

const faultsOf = (more: Partial<Installation>): string[] =>
  checkInstallation({ ...complete, ...more }, division).map(({ setting }) => setting);

describe('An installation is checked against what the division really has (V2)', () => {
  it('V2: a complete one has no fault', () => {
    expect(checkInstallation(complete, division)).toEqual([]);
  });

  it('V2: all faults are told at once, in Dutch and English', () => {
    const faults = checkInstallation(withDefaults({ marketplaceIds: [] }), division);
    expect(faults.map(({ setting }) => setting)).toEqual([
      'itemGroup',
      'paymentCondition',
      'stockWarehouses',
      'itemVatCode',
      'vatTable',
    ]);
    expect(faults[0]).toEqual({
      setting: 'itemGroup',
      messageNl: 'Kies een artikelgroep.',
      messageEn: 'Choose the item group.',
    });
  });

  it.each([
    ['itemGroup', { itemGroup: 'GONE' }],
    ['paymentCondition', { paymentCondition: 'GONE' }],
    ['stockWarehouses', { stockWarehouses: ['1', 'GONE'] }],
    ['merchantOrderWarehouse', { merchantOrderWarehouse: 'GONE' }],
    ['amazonOrderWarehouse', { amazonOrderWarehouse: 'GONE' }],
    ['itemVatCode', { itemVatCode: 'GONE' }],
    ['vatTable', { vatTable: [{ name: 'all', when: {}, code: 'GONE' }] }],
  ] as const)('V2: %s that the division does not have is a fault', (setting, more) => {
    expect(faultsOf(more)).toEqual([setting]);
    expect(checkInstallation({ ...complete, ...more }, division)[0]?.messageNl).toContain('GONE');
  });

  it('V2: a code that differs in case alone is another code', () => {
    expect(faultsOf({ itemGroup: 'web' })).toEqual(['itemGroup']);
  });

  it('V3: new items need a type I code, and no blocked code is of use', () => {
    expect(faultsOf({ itemVatCode: '4' })).toEqual(['itemVatCode']);
    expect(faultsOf({ itemVatCode: '8' })).toEqual(['itemVatCode']);
    expect(faultsOf({ vatTable: [{ name: 'blocked', when: {}, code: '8' }] })).toEqual(['vatTable']);
    expect(faultsOf({ vatTable: [{ name: 'excluding', when: {}, code: '4' }] })).toEqual([]);
  });

  it('V6: the warehouse of AFN orders is none of the stock warehouses', () => {
    expect(faultsOf({ amazonOrderWarehouse: '1' })).toEqual(['amazonOrderWarehouse']);
  });

  it('S1: stock needs a warehouse; without stock none is needed', () => {
    const off = { enabled: false, intervalMinutes: 60, buffer: 0 };
    expect(faultsOf({ stockWarehouses: [] })).toEqual(['stockWarehouses']);
    expect(faultsOf({ stockWarehouses: [], stock: off })).toEqual([]);
  });
});

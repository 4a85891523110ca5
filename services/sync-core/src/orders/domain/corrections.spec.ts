import { describe, expect, it } from '@jest/globals';
import { withDefaults } from '../../installation/domain/installation.js';
import { findVatRule } from '../../vat/domain/find-vat-rule.js';
import { correctedBuyer, correctedInstallation, correctedSnapshot } from './corrections.js';
import { inventedLine, inventedOrder } from './invented-order.js';

const buyer = { giftMessages: [], buyerName: 'Jan de Vries', taxRegistration: { number: 'NL000' } };

describe('What a person sets on a held order (C4)', () => {
  it('sets the VAT number of the buyer, also where Amazon gave nothing of him', () => {
    expect(correctedBuyer(buyer, { vatNumber: 'DE129273398' })?.taxRegistration?.number).toBe('DE129273398');
    expect(correctedBuyer(undefined, { vatNumber: 'DE129273398' })?.taxRegistration?.number).toBe('DE129273398');
  });

  it('sets that the buyer has none, whatever Amazon says', () => {
    expect(correctedBuyer(buyer, { vatNumber: null })?.taxRegistration).toEqual({});
    expect(correctedBuyer(buyer, { vatNumber: null })?.buyerName).toBe('Jan de Vries');
  });

  it('sets the VAT code before every rule of the table, goods from an unknown country included', () => {
    const installation = correctedInstallation(withDefaults({ marketplaceIds: [] }), { vatCode: '6' });
    const inputs = { shipTo: 'NL', buyer: 'consumer', rate: 'none', collector: 'merchant', scheme: 'none' } as const;
    for (const shipFrom of ['NL', 'unknown'])
      expect(
        findVatRule(installation.vatTable, { ...inputs, shipFrom, invoiceByAmazon: false, itemCode: '2' })?.code,
      ).toBe('6');
  });

  it('sets item and quantity of one line; what is left of it is no question any more', () => {
    const line = inventedLine({ ITEM: 1000 }, { quantityOrdered: 2, cancelledBy: 'BUYER' });
    const order = inventedOrder([line, inventedLine({ ITEM: 500 }, { orderItemId: '2' })]);
    const { lines } = correctedSnapshot(order, {
      quantities: { [line.orderItemId]: 1 },
      items: { [line.orderItemId]: 'OTHER' },
    });
    expect(lines[0]).toMatchObject({ quantityOrdered: 1, sku: 'OTHER' });
    expect(lines[0]).not.toHaveProperty('cancelledBy');
    expect(lines[1]).toBe(order.lines[1]);
  });

  it('changes nothing where nothing is set', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000 })]);
    expect(correctedSnapshot(order, null)).toBe(order);
    expect(correctedBuyer(buyer, null)).toBe(buyer);
  });
});

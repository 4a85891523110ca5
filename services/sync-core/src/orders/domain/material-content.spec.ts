import { describe, expect, it } from '@jest/globals';
import type { AmazonOrderPersonalDataV1 } from '@connector/contracts';
import { euro, inventedLine, inventedOrder } from './invented-order.js';
import { materialContent, personalDataToKeep } from './material-content.js';

const order = inventedOrder([inventedLine({ ITEM: 1000 }, { quantityFulfilled: 0, quantityUnfulfilled: 1 })]);
const personal: AmazonOrderPersonalDataV1 = {
  buyerName: 'Anna Voorbeeld',
  deliveryAddress: { name: 'Anna Voorbeeld', addressLine1: 'Dorpsstraat 1', postalCode: 'BT1 1AA', countryCode: 'GB' },
  giftMessages: [],
};

describe('What a sales order is made of (O8)', () => {
  it('O8: that it is shipped changes nothing of it', () => {
    const shipped = {
      ...order,
      fulfillmentStatus: 'SHIPPED',
      lastUpdatedTime: '2026-11-24T08:00:00.000Z',
      contentHash: 'ffffffffffffffff',
      lines: order.lines.map((line) => ({ ...line, quantityFulfilled: 1, quantityUnfulfilled: 0 })),
    };
    expect(materialContent(shipped, personal)).toBe(materialContent(order, personal));
  });

  it('O8: money, pieces, tax, item and address do', () => {
    const [line] = order.lines;
    const changes = [
      { ...order, grandTotal: euro(900) },
      { ...order, lines: [{ ...line!, quantityOrdered: 2 }] },
      { ...order, lines: [{ ...line!, reportingSchemes: ['IOSS'] }] },
      { ...order, lines: [{ ...line!, sku: 'MUG-RED' }] },
      { ...order, lines: [{ ...line!, cancelledBy: 'BUYER', quantityUnfulfilled: 0 }] },
    ];
    for (const changed of changes)
      expect(materialContent(changed, personal)).not.toBe(materialContent(order, personal));
    const moved = { ...personal, deliveryAddress: { ...personal.deliveryAddress, addressLine1: 'Kerkstraat 2' } };
    expect(materialContent(order, moved)).not.toBe(materialContent(order, personal));
  });

  it('T5: an address is not forgotten because an update comes without it', () => {
    const later = personalDataToKeep(personal, {
      deliveryAddress: { city: 'Belfast', countryCode: 'GB' },
      giftMessages: [],
    });
    expect(later?.deliveryAddress).toStrictEqual(personal.deliveryAddress);
    expect(later?.buyerName).toBe('Anna Voorbeeld');
    expect(personalDataToKeep(personal, undefined)).toBe(personal);
  });

  it('O8: an address that Amazon gives anew counts', () => {
    const now = { deliveryAddress: { addressLine1: 'Kerkstraat 2' }, giftMessages: [] };
    expect(personalDataToKeep(personal, now)?.deliveryAddress).toStrictEqual(now.deliveryAddress);
    expect(personalDataToKeep(undefined, now)).toBe(now);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Installation } from '../../installation/domain/installation.js';
import { composeSalesOrder, type CompositionFacts } from './compose-sales-order.js';
import {
  inventedFacts,
  inventedInstallation,
  inventedLine,
  inventedOrder,
  store,
  vatCode,
  type InventedOrder,
} from './invented-order.js';

const mug = inventedLine({ ITEM: 1000, TAX: 210 });

function compose(
  order: InventedOrder,
  installation: Partial<Installation> = {},
  facts: Partial<CompositionFacts> = {},
  postalCode?: string,
) {
  const personal = postalCode === undefined ? undefined : { giftMessages: [], deliveryAddress: { postalCode } };
  return composeSalesOrder(order, personal, inventedInstallation(installation), inventedFacts(facts));
}

describe('The VAT code of a line (6.3)', () => {
  it('T1: each line of an order is judged by itself, and the timeline says which rule and why', () => {
    const low = inventedLine({ ITEM: 1000, TAX: 90 });
    expect(compose(inventedOrder([mug, low, mug]))).toMatchObject({
      order: {
        lines: [{ vatCode: '2' }, { vatCode: '1' }, { vatCode: '2' }],
        why: '2: high (tax on top); 1: low (tax on top)',
      },
    });
  });

  it('T3: the own code of the item; of an item that has none yet, that of new items', () => {
    const installation = { usesVatCalculationService: false };
    const order = inventedOrder([inventedLine({ ITEM: 1000 })]);
    expect(compose(order, installation)).toMatchObject({ order: { lines: [{ vatCode: '2' }] } });
    expect(compose(order, installation, { itemVatCode: () => '1' })).toMatchObject({
      order: { lines: [{ vatCode: '1' }] },
    });
  });

  it('T4: no rule: held with the inputs of the rule that is missing; adding it releases the order', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000, TAX: 190 })], { shipToCountry: 'DE' });
    expect(compose(order)).toEqual({
      ok: false,
      reason: 'no_vat_rule',
      detail: {
        shipTo: 'DE',
        shipFrom: 'NL',
        buyer: 'consumer',
        rate: '1900',
        collector: 'merchant',
        scheme: 'none',
        invoiceByAmazon: 'false',
        itemCode: '2',
      },
    });
    const vatTable = [{ name: 'Germany', when: { shipTo: 'DE', rate: 1900 }, code: '2' }];
    expect(compose(order, { vatTable })).toMatchObject({ ok: true });
  });

  it('T4: a tax of 0 never means 0 % by itself', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000 })]);
    expect(compose(order)).toMatchObject({ reason: 'no_vat_rule', detail: { rate: 'none' } });
  });

  it('T2: from where goods at Amazon leave is unknown unless the installation says it', () => {
    const order = inventedOrder([mug], { fulfilledBy: 'AMAZON' });
    expect(compose(order)).toMatchObject({ reason: 'no_vat_rule', detail: { shipFrom: 'unknown' } });
    expect(compose(order, { amazonShipFromCountry: 'DE' })).toMatchObject({ ok: true });
  });

  it('T5: the postcode tells the territory: Belfast is Northern Ireland', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000 })], { shipToCountry: 'GB' });
    expect(compose(order, {}, {}, 'bt1 5gs')).toMatchObject({ detail: { shipTo: 'XI' } });
    expect(compose(order, {}, {}, 'SW1A 1AA')).toMatchObject({ detail: { shipTo: 'GB' } });
  });

  it('D2: without an address the destination is the country of the store', () => {
    const { shipToCountry: _, ...order } = inventedOrder([inventedLine({ ITEM: 1000, TAX: 190 })]);
    expect(compose({ ...order, marketplaceId: store.DE })).toMatchObject({ detail: { shipTo: 'DE' } });
  });

  it('M9: a rate of the country of departure counts only where a rule names that country', () => {
    const order = inventedOrder([mug], { shipToCountry: 'DE' });
    const rule = { name: 'below the threshold', when: { shipTo: 'DE', shipFrom: 'NL', rate: 2100 }, code: '2' };
    expect(compose(order, { vatTable: [{ name: 'any', when: {}, code: '2' }] })).toMatchObject({
      reason: 'amount_unreadable',
    });
    expect(compose(order, { vatTable: [rule] })).toMatchObject({ order: { lines: [{ vatCode: '2' }] } });
  });

  it('T6: a code of the EU sales list on a buyer without a VAT number holds the order', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000 })], { shipToCountry: 'DE' });
    const vatTable = [{ name: 'none charged', when: { rate: 'none' as const }, code: '7' }];
    expect(compose(order, { vatTable })).toMatchObject({ ok: false, reason: 'vat_number_needed' });
    expect(compose(order, { vatTable }, { buyerHasVatNumber: true })).toMatchObject({
      order: { lines: [{ vatCode: '7' }] },
    });
  });

  it('T6: a business without a VAT number is a consumer to the table', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000 })], { shipToCountry: 'DE', programs: ['AMAZON_BUSINESS'] });
    expect(compose(order)).toMatchObject({ reason: 'no_vat_rule', detail: { buyer: 'consumer' } });
    expect(compose(order, {}, { buyerHasVatNumber: true })).toMatchObject({ ok: true });
  });

  it('V3: a code that the division does not have, or has blocked, is never written', () => {
    const vatCodes = [vatCode('2', 'I', 2100, { isBlocked: true })];
    const division = { ...inventedFacts().division, vatCodes };
    expect(compose(inventedOrder([mug]), {}, { division })).toMatchObject({ ok: false, reason: 'exact_bad_reference' });
  });

  it("O6: a replacement of value 0 is imported at 0.00 with each item's own code, whatever the table says", () => {
    const order = inventedOrder([inventedLine({ ITEM: 0 }, { quantityOrdered: 2 })], {
      associatedOrders: [{ orderId: '402-7654321-7654321', associationType: 'REPLACEMENT_ORIGINAL_ID' }],
    });
    expect(compose(order, { vatTable: [] }, { itemVatCode: () => '1' })).toMatchObject({
      order: { expectedTotal: 0, lines: [{ quantity: 2, netPrice: '0.00', vatCode: '1' }] },
    });
  });

  it('O6: so is one of which Amazon names no amount, in the currency of its store', () => {
    const { proceedsTotal: _, ...line } = inventedLine({}, { quantityOrdered: 1 });
    const { grandTotal: __, ...silent } = inventedOrder([line], {
      associatedOrders: [{ orderId: '402-7654321-7654321', associationType: 'EXCHANGE_ORIGINAL_ID' }],
    });
    expect(compose(silent, { vatTable: [] })).toMatchObject({
      order: { currency: 'EUR', expectedTotal: 0, lines: [{ quantity: 1, netPrice: '0.00', vatCode: '2' }] },
    });
  });

  it('M8: UOSS without a collection is the merchant’s or Amazon’s as the installation says', () => {
    const order = inventedOrder([inventedLine({ ITEM: 1000, TAX: 210 }, { reportingSchemes: ['UOSS'] })]);
    expect(compose(order)).toMatchObject({ ok: false, reason: 'tax_collector_unknown', detail: { what: 'UOSS' } });
    expect(compose(order, { uossCollector: 'merchant' })).toMatchObject({ order: { expectedTotal: 1210 } });
    expect(compose(order, { uossCollector: 'amazon' })).toMatchObject({
      order: { expectedTotal: 1000, lines: [{ vatCode: '6' }] },
    });
  });

  it('M12: a gift of 0.00 is booked with the code of the goods beside it', () => {
    const gift = inventedLine({ ITEM: 0 }, { orderItemId: '2' });
    const low = inventedLine({ ITEM: 1000, TAX: 90 });
    expect(compose(inventedOrder([low, gift]))).toMatchObject({
      order: { lines: [{ vatCode: '1' }, { vatCode: '1' }] },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Installation } from '../../installation/domain/installation.js';
import { composeSalesOrder, servicesNeeded, type CompositionFacts } from './compose-sales-order.js';
import {
  euro,
  inventedFacts,
  inventedInstallation,
  inventedLine,
  inventedOrder,
  type InventedOrder,
} from './invented-order.js';

const mug = inventedLine({ ITEM: 1000, TAX: 210 });

function compose(
  order: InventedOrder,
  installation: Partial<Installation> = {},
  facts: Partial<CompositionFacts> = {},
) {
  return composeSalesOrder(order, undefined, inventedInstallation(installation), inventedFacts(facts));
}

describe('What no sales order is made of', () => {
  it.each([undefined, 'PARTNER'])(
    'O7, V6: an order of which Amazon does not say who fulfils it (%s) is held',
    (fulfilledBy) => {
      const { fulfilledBy: _known, ...order } = inventedOrder([mug]);
      expect(compose({ ...order, ...(fulfilledBy === undefined ? {} : { fulfilledBy }) })).toEqual({
        ok: false,
        reason: 'unknown_channel',
        detail: { fulfilledBy: fulfilledBy ?? '-' },
      });
    },
  );
});

describe('Header of the sales order (O3)', () => {
  it('O3: dates in the time zone of the division, the currency of the order, the warehouse of its channel', () => {
    const order = inventedOrder([mug], {
      createdTime: '2026-11-22T23:30:00.000Z',
      latestShipTime: '2026-11-24T22:59:59.000Z',
    });
    expect(compose(order)).toMatchObject({
      order: { orderDate: '2026-11-23', deliveryDate: '2026-11-24', currency: 'EUR', warehouse: '1' },
    });
    expect(compose({ ...order, fulfilledBy: 'AMAZON' }, { amazonShipFromCountry: 'NL' })).toMatchObject({
      order: { warehouse: 'FBA' },
    });
  });

  it("O3: without a warehouse of its own a sales order has Exact's default, and without a ship date no delivery date", () => {
    const { merchantOrderWarehouse: _, ...installation } = inventedInstallation();
    const result = composeSalesOrder(inventedOrder([mug]), undefined, installation, inventedFacts());
    expect(result.ok && Object.keys(result.order)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/warehouse|deliveryDate|remarks/)]),
    );
  });

  it('O3: gift messages name the SKU of their line where there are several', () => {
    const lamp = inventedLine({ ITEM: 1000, TAX: 210 }, { orderItemId: '2', sku: 'LAMP' });
    const giftMessages = [
      { orderItemId: mug.orderItemId, message: 'One' },
      { orderItemId: '2', message: 'Two' },
    ];
    const order = inventedOrder([mug, lamp]);
    const result = composeSalesOrder(order, { giftMessages }, inventedInstallation(), inventedFacts());
    expect(result).toMatchObject({ order: { remarks: 'MUG-BLUE: One\nLAMP: Two' } });
  });
});

describe('Lines of the sales order (O4)', () => {
  it('O4: item, title, quantity, price incl. VAT, VAT code; then shipping, gift wrap and other charges', () => {
    const line = inventedLine(
      { ITEM: 826, SHIPPING: 409, GIFT_WRAP: 207, OTHER: 83, TAX: 320 },
      { quantityOrdered: 3, orderItemId: '7' },
    );
    expect(compose(inventedOrder([line]))).toMatchObject({
      order: {
        expectedTotal: 1845,
        lines: [
          { of: { orderItemId: '7' }, description: 'Mug, blue', quantity: 3, netPrice: '3.33', vatCode: '2' },
          { of: { service: 'shipping' }, quantity: 1, netPrice: '4.95', vatCode: '2' },
          { of: { service: 'giftWrap' }, quantity: 1, netPrice: '2.51', vatCode: '2' },
          { of: { service: 'surcharge' }, quantity: 1, netPrice: '1.00', vatCode: '2' },
        ],
      },
    });
  });

  it('O4, T3: one shipping line per VAT code: services take the code of their goods', () => {
    const high = inventedLine({ ITEM: 1000, SHIPPING: 200, TAX: 252 });
    const low = inventedLine({ ITEM: 1000, SHIPPING: 100, TAX: 99 });
    const result = compose(inventedOrder([high, low, high]));
    const shipping = result.ok ? result.order.lines.filter(({ of }) => 'service' in of) : result;
    expect(shipping).toMatchObject([
      { netPrice: '4.84', vatCode: '2' },
      { netPrice: '1.09', vatCode: '1' },
    ]);
  });

  it('O4: the title is cut to 60, and no emoji is halved; without a title the SKU stands there', () => {
    const title = `${'a'.repeat(59)}🎁 wrapped`;
    const result = compose(
      inventedOrder([
        { ...mug, title },
        { ...mug, title: ' ' },
      ]),
    );
    expect(result).toMatchObject({ order: { lines: [{ description: 'a'.repeat(59) }, { description: 'MUG-BLUE' }] } });
  });

  it('O5: a line that is cancelled whole becomes no line; of an order of nothing else nothing is left', () => {
    const gone = inventedLine({ ITEM: 0 }, { quantityOrdered: 2, cancelledBy: 'BUYER', orderItemId: '2' });
    const result = compose(inventedOrder([mug, gone]));
    expect(result.ok && result.order.lines).toHaveLength(1);
    expect(compose(inventedOrder([gone]))).toMatchObject({ ok: false, reason: 'no_lines' });
  });

  it('I9: free shipping needs no service item', () => {
    const line = inventedLine({ ITEM: 1000, SHIPPING: 409, GIFT_WRAP: 100 });
    const discount = { type: 'DISCOUNT', amount: euro(409), details: [{ subtype: 'SHIPPING', amount: euro(409) }] };
    expect(servicesNeeded({ lines: [{ ...line, components: [...line.components, discount] }] })).toEqual(['giftWrap']);
    expect(servicesNeeded({ lines: [{ ...line, components: [{ ...discount, type: 'UNHEARD_OF' }] }] })).toEqual([]);
  });
});

describe('Money that does not add up holds the order (M7)', () => {
  it('M7: a delivery tip: whose money it is only a person can say', () => {
    const tipped = inventedOrder([mug], { deliveryTip: euro(200), grandTotal: euro(1410) });
    expect(compose(tipped)).toMatchObject({ ok: false, reason: 'delivery_tip' });
    expect(compose(inventedOrder([mug], { deliveryTip: euro(0) }))).toMatchObject({ ok: true });
  });

  it('M7: a grand total that is not the sum of the lines', () => {
    expect(compose(inventedOrder([mug], { grandTotal: euro(1211) }))).toEqual({
      ok: false,
      reason: 'totals_disagree',
      detail: { grandTotal: '1211', lines: '1210', currency: 'EUR' },
    });
  });

  it('an order without amounts is held', () => {
    const { grandTotal: _, ...order } = inventedOrder([mug]);
    expect(compose(order)).toMatchObject({ ok: false, reason: 'money_missing' });
  });

  it('M1: amounts in another currency than the order are not added to it', () => {
    const pounds = { minorUnits: 1210, currency: 'GBP' };
    const order = inventedOrder([{ ...mug, proceedsTotal: pounds }]);
    expect(compose(order)).toMatchObject({ ok: false, reason: 'amount_unreadable' });
  });

  it('C1: a currency that the division does not have holds the order', () => {
    const division = { ...inventedFacts().division, currencies: [{ code: 'USD', priceDecimals: 2 }] };
    expect(compose(inventedOrder([mug]), {}, { division })).toMatchObject({ ok: false, reason: 'currency_missing' });
  });

  it('M8: the tax that Amazon keeps is left out, and the line takes the code for it', () => {
    const order = inventedOrder([{ ...mug, reportingSchemes: ['IOSS'] }]);
    expect(compose(order)).toMatchObject({ order: { expectedTotal: 1000, lines: [{ vatCode: '6' }] } });
  });

  it('M5: a type E code has net prices; a total that they cannot come to holds the order', () => {
    const vatTable = [{ name: 'excluding', when: {}, code: '4' }];
    expect(compose(inventedOrder([mug]), { vatTable })).toMatchObject({
      order: { expectedTotal: 1210, lines: [{ netPrice: '10.00', vatCode: '4' }] },
    });
    const penny = inventedOrder([inventedLine({ ITEM: 2, TAX: 1 })]);
    expect(compose(penny, { vatTable })).toMatchObject({ ok: false, reason: 'net_price_not_exact' });
  });
});

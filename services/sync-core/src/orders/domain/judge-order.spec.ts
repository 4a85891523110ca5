import { describe, expect, it } from '@jest/globals';
import { assert, boolean, constantFrom, property, record } from 'fast-check';
import type { Installation } from '../../installation/domain/installation.js';
import { euro, inventedInstallation, inventedLine, inventedOrder, type InventedOrder } from './invented-order.js';
import { isFreeReplacement, judgeOrder } from './judge-order.js';

const mug = inventedLine({ ITEM: 1000, TAX: 210 });
const judge = (order: Partial<InventedOrder>, installation: Partial<Installation> = {}) =>
  judgeOrder(inventedOrder(order.lines ?? [mug], order), inventedInstallation(installation));

const replacement: Partial<InventedOrder> = {
  lines: [inventedLine({ ITEM: 0 })],
  associatedOrders: [{ orderId: '402-7654321-7654321', associationType: 'REPLACEMENT_ORIGINAL_ID' }],
};

describe('When an order is paid (O1)', () => {
  it.each(['UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED'])(
    'O1: one that the merchant sends is paid when %s',
    (status) => {
      expect(judge({ fulfillmentStatus: status })).toEqual({ verdict: 'paid' });
    },
  );

  it('O1: one that Amazon sends is paid when SHIPPED; from UNSHIPPED where the setting says so', () => {
    const afn = { fulfilledBy: 'AMAZON' };
    expect(judge({ ...afn, fulfillmentStatus: 'SHIPPED' })).toEqual({ verdict: 'paid' });
    expect(judge({ ...afn, fulfillmentStatus: 'UNSHIPPED' })).toEqual({ verdict: 'pending' });
    expect(judge({ ...afn, fulfillmentStatus: 'PARTIALLY_SHIPPED' })).toEqual({ verdict: 'pending' });
    const setting = { importAmazonOrdersFrom: 'UNSHIPPED' } as const;
    expect(judge({ ...afn, fulfillmentStatus: 'UNSHIPPED' }, setting)).toEqual({ verdict: 'paid' });
  });

  it.each(['PENDING', 'PENDING_AVAILABILITY'])('O7: %s waits', (status) => {
    expect(judge({ fulfillmentStatus: status })).toEqual({ verdict: 'pending' });
  });

  it('O7: an unknown status waits, and is shown; so does none at all', () => {
    const waits = { verdict: 'wait', reason: 'unknown_status' };
    expect(judge({ fulfillmentStatus: 'ON_THE_MOON' })).toEqual(waits);
    const { fulfillmentStatus: _, ...silent } = inventedOrder([mug]);
    expect(judgeOrder(silent, inventedInstallation())).toEqual(waits);
  });
});

describe('What is skipped (O6)', () => {
  it('O6: not a sale on Amazon', () => {
    expect(judge({ salesChannel: 'NON_AMAZON' })).toEqual({ verdict: 'skip', reason: 'not_sold_on_amazon' });
  });

  it('O6: a store that is not chosen, or that Amazon does not name', () => {
    const skipped = { verdict: 'skip', reason: 'marketplace_not_chosen' };
    expect(judge({ marketplaceId: 'A13V1IB3VIYZZH' })).toEqual(skipped);
    const { marketplaceId: _, ...nowhere } = inventedOrder([mug]);
    expect(judgeOrder(nowhere, inventedInstallation())).toEqual(skipped);
  });

  it('O6: a channel that is not chosen', () => {
    const skipped = { verdict: 'skip', reason: 'channel_not_chosen' };
    expect(judge({}, { channels: ['AFN'] })).toEqual(skipped);
    expect(judge({ fulfilledBy: 'AMAZON', fulfillmentStatus: 'SHIPPED' }, { channels: ['MFN'] })).toEqual(skipped);
  });

  it('V6: orders that Amazon sends are off without a warehouse for them that is none of the stock warehouses', () => {
    const skipped = { verdict: 'skip', reason: 'channel_not_chosen' };
    const afn = { fulfilledBy: 'AMAZON', fulfillmentStatus: 'SHIPPED' };
    expect(judge(afn, { amazonOrderWarehouse: '1' })).toEqual(skipped);
    const { amazonOrderWarehouse: _, ...without } = inventedInstallation();
    expect(judgeOrder(inventedOrder([mug], afn), without)).toEqual(skipped);
    expect(judge(afn)).toEqual({ verdict: 'paid' });
  });

  it('O6: created before the start date, the moment itself included; when it is paid does not matter', () => {
    const installation = { importOrdersFrom: '2026-11-01T00:00:00.000Z' };
    const skipped = { verdict: 'skip', reason: 'before_start_date' };
    const late = { lastUpdatedTime: '2026-11-23T08:45:00.000Z' };
    expect(judge({ createdTime: '2026-10-31T23:59:59.999Z', ...late }, installation)).toEqual(skipped);
    expect(judge({ createdTime: '2026-11-01T00:00:00.000Z' }, installation)).toEqual({ verdict: 'paid' });
    expect(judge({ createdTime: '2026-11-01T00:30:00+01:00' }, installation)).toEqual(skipped);
  });

  it('O6: UNFULFILLABLE, and an order without lines', () => {
    expect(judge({ fulfillmentStatus: 'UNFULFILLABLE' })).toEqual({ verdict: 'skip', reason: 'unfulfillable' });
    expect(judge({ lines: [] })).toEqual({ verdict: 'skip', reason: 'no_lines' });
  });

  it('O6: a replacement or exchange of value 0 that Amazon sends', () => {
    const afn = { ...replacement, fulfilledBy: 'AMAZON', fulfillmentStatus: 'SHIPPED' };
    const skipped = { verdict: 'skip', reason: 'replacement_by_amazon' };
    expect(judge(afn)).toEqual(skipped);
    const exchange = [{ orderId: '402-7654321-7654321', associationType: 'EXCHANGE_ORIGINAL_ID' }];
    expect(judge({ ...afn, associatedOrders: exchange })).toEqual(skipped);
  });

  it("O6: one that leaves the merchant's own shelf is imported", () => {
    expect(judge(replacement)).toEqual({ verdict: 'paid' });
  });

  it("O6: it is not where the installation leaves the merchant's replacements out", () => {
    expect(judge(replacement, { importFreeReplacements: false })).toEqual({
      verdict: 'skip',
      reason: 'replacement_not_imported',
    });
  });

  it('O6: one of which Amazon names no amount is free; one whose figures could not be read is not, and is never skipped', () => {
    const { proceedsTotal: _, ...nameless } = inventedLine({});
    const { grandTotal: __, ...silent } = inventedOrder([{ ...nameless, components: [] }], replacement);
    expect(isFreeReplacement(silent)).toBe(true);
    const unreadable = { ...silent, lines: [{ ...nameless, components: [], quantityOrdered: 0 }] };
    expect(isFreeReplacement(unreadable)).toBe(false);
    const afn = { fulfilledBy: 'AMAZON', fulfillmentStatus: 'SHIPPED' };
    expect(judgeOrder({ ...unreadable, ...afn }, inventedInstallation())).toEqual({ verdict: 'paid' });
  });

  it('O6: a replacement with money in it, and an order of 0.00 that is none, are imported', () => {
    const afn = { fulfilledBy: 'AMAZON', fulfillmentStatus: 'SHIPPED' };
    expect(judge({ ...replacement, ...afn, lines: [mug] })).toEqual({ verdict: 'paid' });
    expect(judge({ ...afn, lines: [inventedLine({ ITEM: 0 })] })).toEqual({ verdict: 'paid' });
    const related = [{ orderId: '402-7654321-7654321', associationType: 'SOMETHING_ELSE' }];
    expect(isFreeReplacement(inventedOrder([inventedLine({ ITEM: 0 })], { associatedOrders: related }))).toBe(false);
    expect(isFreeReplacement(inventedOrder([], { ...replacement, lines: [], grandTotal: euro(1) }))).toBe(false);
  });
});

describe('An order of which Amazon does not say who fulfils it', () => {
  it('O7, V6: is skipped for no channel, because nobody knows its channel', () => {
    for (const channels of [['MFN'], ['AFN']] as const)
      expect(judge({ fulfilledBy: 'PARTNER' }, { channels })).toEqual({ verdict: 'paid' });
  });
});

describe('A cancelled order is cancelled before it is anything else (O8)', () => {
  it('O6: CANCELLED when first seen is a cancellation, not a sale', () => {
    expect(judge({ fulfillmentStatus: 'CANCELLED' })).toEqual({ verdict: 'cancelled' });
  });

  it('O8: nothing of the order or of the installation hides a cancellation: a sales order may stand in Exact', () => {
    const anything = record({
      salesChannel: constantFrom('AMAZON', 'NON_AMAZON'),
      marketplaceId: constantFrom('A1805IZSGTT6HS', 'A13V1IB3VIYZZH'),
      fulfilledBy: constantFrom('MERCHANT', 'AMAZON'),
      createdTime: constantFrom('2026-10-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'),
      withLines: boolean(),
    });
    assert(
      property(anything, constantFrom('MFN', 'AFN'), ({ withLines, ...order }, channel) => {
        const cancelled = { ...order, lines: withLines ? [mug] : [], fulfillmentStatus: 'CANCELLED' };
        expect(judge(cancelled, { channels: [channel] })).toEqual({ verdict: 'cancelled' });
      }),
    );
  });
});

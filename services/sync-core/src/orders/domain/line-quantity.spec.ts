import { describe, expect, it } from '@jest/globals';
import { assert, integer, property } from 'fast-check';
import { euro, inventedLine } from './invented-order.js';
import { quantityOf } from './line-quantity.js';

const refused = { ok: false, reason: 'cancelled_quantity_disagrees' };

describe('Quantity is ordered less cancelled (O5)', () => {
  it('O5: without a cancellation that was carried out, all that was ordered', () => {
    const line = inventedLine({ ITEM: 3000 }, { quantityOrdered: 3, quantityFulfilled: 0, quantityUnfulfilled: 2 });
    expect(quantityOf(line)).toEqual({ ok: true, quantity: 3 });
    expect(quantityOf({ ...line, cancellationRequestedBy: 'BUYER' })).toEqual({ ok: true, quantity: 3 });
  });

  const partly = { quantityOrdered: 5, quantityFulfilled: 1, quantityUnfulfilled: 2, cancelledBy: 'BUYER' };

  it('O5: 5 ordered, 1 fulfilled, 2 unfulfilled and a cancellation leave 3 pieces', () => {
    const line = inventedLine({ ITEM: 3000 }, { ...partly, unitPrice: euro(1000) });
    expect(quantityOf(line)).toEqual({ ok: true, quantity: 3 });
  });

  it('O5: the money may differ from the price of a piece by one minor unit a piece, and no more', () => {
    const unitPrice = euro(333);
    expect(quantityOf(inventedLine({ ITEM: 1002 }, { ...partly, unitPrice }))).toMatchObject({ ok: true });
    expect(quantityOf(inventedLine({ ITEM: 996 }, { ...partly, unitPrice }))).toMatchObject({ ok: true });
    expect(quantityOf(inventedLine({ ITEM: 1003 }, { ...partly, unitPrice }))).toEqual(refused);
    expect(quantityOf(inventedLine({ ITEM: 995 }, { ...partly, unitPrice }))).toEqual(refused);
  });

  it('O5: money of all the pieces that were ordered holds the order', () => {
    expect(quantityOf(inventedLine({ ITEM: 5000 }, { ...partly, unitPrice: euro(1000) }))).toEqual(refused);
  });

  it('O5: without a price of a piece nothing shows that the money agrees', () => {
    expect(quantityOf(inventedLine({ ITEM: 3000 }, partly))).toEqual(refused);
  });

  it('O5: the money of a line is all of its ITEM parts', () => {
    const line = inventedLine({ ITEM: 2000 }, { ...partly, unitPrice: euro(1000) });
    const more = { type: 'ITEM', amount: euro(1000), details: [] };
    expect(quantityOf({ ...line, components: [...line.components, more] })).toEqual({ ok: true, quantity: 3 });
  });

  it('O5: a line that is cancelled whole has no pieces and no money for goods', () => {
    const none = { quantityOrdered: 2, quantityFulfilled: 0, quantityUnfulfilled: 0, cancelledBy: 'BUYER' };
    expect(quantityOf(inventedLine({ ITEM: 0 }, none))).toEqual({ ok: true, quantity: 0 });
    expect(quantityOf(inventedLine({ ITEM: 1000 }, { ...none, unitPrice: euro(500) }))).toEqual(refused);
  });

  it('O5: a cancellation of no pieces asks nothing of the money', () => {
    const line = inventedLine({ ITEM: 1000 }, { quantityOrdered: 2, quantityFulfilled: 2, cancelledBy: 'SELLER' });
    expect(quantityOf(line)).toEqual({ ok: true, quantity: 2 });
  });

  it('M2: money for goods of which there is no piece is never dropped', () => {
    expect(quantityOf(inventedLine({ ITEM: 1000 }, { quantityOrdered: 0 }))).toEqual(refused);
  });

  it('O5: the quantity is never negative and never more than was ordered', () => {
    const some = integer({ min: 0, max: 20 });
    assert(
      property(some, some, some, (quantityOrdered, quantityFulfilled, quantityUnfulfilled) => {
        const counts = { quantityOrdered, quantityFulfilled, quantityUnfulfilled, cancelledBy: 'BUYER' };
        const result = quantityOf(inventedLine({ ITEM: 0 }, { ...counts, unitPrice: euro(0) }));
        expect(result).toMatchObject({ ok: true });
        const quantity = result.ok ? result.quantity : -1;
        expect(quantity).toBe(Math.min(quantityOrdered, quantityFulfilled + quantityUnfulfilled));
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { euro, inventedLine, type InventedParts } from './invented-order.js';
import { figuresOf, share, sumOf, type FiguresResult } from './line-components.js';

const some = integer({ min: 0, max: 100_000 });
const components = record({ item: some, shipping: some, giftWrap: some, surcharge: some });

/** A line with a discount, and what Amazon says that it is on. */
function discounted(parts: InventedParts, discount: number, on: Record<string, number> = {}): FiguresResult {
  const details = Object.entries(on).map(([subtype, amount]) => ({ subtype, amount: euro(amount) }));
  const line = inventedLine(parts);
  return figuresOf({
    ...line,
    components: [...line.components, { type: 'DISCOUNT', amount: euro(discount), details }],
  });
}

/** A line with tax, and what Amazon says that it is on; a discount of 4.76 on shipping if there is one. */
function taxed(parts: InventedParts, tax: number, on: Record<string, number>): FiguresResult {
  const details = Object.entries(on).map(([subtype, amount]) => ({ subtype, amount: euro(amount) }));
  const components = inventedLine(parts).components.map((part) =>
    part.type === 'DISCOUNT' ? { ...part, details: [{ subtype: 'SHIPPING', amount: part.amount }] } : part,
  );
  return figuresOf({
    ...inventedLine(parts),
    components: [...components, { type: 'TAX', amount: euro(tax), details }],
  });
}

const taxPart = (subtype: string, tax: number) => ({
  type: 'TAX',
  amount: euro(tax),
  details: [{ subtype, amount: euro(tax) }],
});

const left = (result: FiguresResult) => (result.ok ? result.figures.components : result);
const taxesOf = (result: FiguresResult) => (result.ok ? result.figures.taxByComponent : result);

describe('A line has parts: item, shipping, gift wrap, other charges (6.2)', () => {
  it('I9: cash on delivery and other charges are one surcharge', () => {
    const parts = { ITEM: 1000, SHIPPING: 495, GIFT_WRAP: 250, COD_FEE: 200, OTHER: 50 };
    const figures = figuresOf(inventedLine(parts));
    expect(left(figures)).toEqual({ item: 1000, shipping: 495, giftWrap: 250, surcharge: 250 });
  });

  it('M11: an unknown type of breakdown holds the order and is named', () => {
    const line = inventedLine({ ITEM: 1000 });
    const strange = { ...line, components: [{ type: 'RECYCLING_FEE', amount: euro(100), details: [] }] };
    expect(figuresOf(strange)).toEqual({ ok: false, reason: 'amount_unreadable', what: 'RECYCLING_FEE' });
  });

  it('M11: so does an unknown type among the details of a discount or of the tax', () => {
    const expected = { ok: false, reason: 'amount_unreadable' };
    expect(discounted({ ITEM: 1000 }, 100, { RECYCLING_FEE: 100 })).toMatchObject(expected);
    expect(taxed({ ITEM: 1000 }, 210, { ITEM: 110, RECYCLING_FEE: 100 })).toEqual({
      ...expected,
      what: 'TAX RECYCLING_FEE',
    });
  });

  it('a line without its total says nothing: the order is held', () => {
    expect(figuresOf({ components: [] })).toMatchObject({ ok: false, reason: 'money_missing' });
  });
});

describe('A discount lowers what it is on (M4)', () => {
  const parts = { ITEM: 1000, SHIPPING: 495 };

  it('M4: without details it lowers the item', () => {
    expect(left(discounted(parts, 275))).toMatchObject({ item: 725, shipping: 495 });
  });

  it('M4: it lowers the component that its details name', () => {
    expect(left(discounted(parts, 495, { SHIPPING: 495 }))).toMatchObject({ item: 1000, shipping: 0 });
    expect(left(discounted(parts, 600, { SHIPPING: 495, ITEM: 105 }))).toMatchObject({ item: 895, shipping: 0 });
  });

  it('M4: what its details do not name lowers the item', () => {
    expect(left(discounted(parts, 600, { SHIPPING: 495 }))).toMatchObject({ item: 895, shipping: 0 });
  });

  it('M4: its sign is ignored, that of its details too', () => {
    expect(discounted(parts, -495, { SHIPPING: -495 })).toEqual(discounted(parts, 495, { SHIPPING: 495 }));
  });

  it('M4: what is larger than its component lowers the item, then shipping, then gift wrap', () => {
    const all = { ITEM: 100, SHIPPING: 200, GIFT_WRAP: 300 };
    expect(left(discounted(all, 250, { SHIPPING: 250 }))).toMatchObject({ item: 50, shipping: 0, giftWrap: 300 });
    expect(left(discounted(all, 250))).toMatchObject({ item: 0, shipping: 50, giftWrap: 300 });
    expect(left(discounted(all, 599))).toMatchObject({ item: 0, shipping: 0, giftWrap: 1 });
  });

  it('M4: what still remains holds the order; other charges are not lowered by it', () => {
    const tooLarge = { ok: false, reason: 'discount_too_large' };
    expect(discounted({ ITEM: 100 }, 101)).toMatchObject(tooLarge);
    expect(discounted({ ITEM: 500, COD_FEE: 300 }, 700)).toMatchObject(tooLarge);
  });

  it('M4: never a negative price, and nothing of the discount is lost', () => {
    const named = constantFrom('ITEM', 'SHIPPING', 'GIFT_WRAP', 'OTHER', 'nothing');
    assert(
      property(components, integer({ min: -200_000, max: 200_000 }), named, (before, discount, on) => {
        const { item: ITEM, shipping: SHIPPING, giftWrap: GIFT_WRAP, surcharge: OTHER } = before;
        const details = on === 'nothing' ? {} : { [on]: discount };
        const result = discounted({ ITEM, SHIPPING, GIFT_WRAP, OTHER }, discount, details);
        if (!result.ok) return expect(Math.abs(discount)).toBeGreaterThan(ITEM + SHIPPING + GIFT_WRAP);
        expect(Object.values(result.figures.components).every((part) => part >= 0)).toBe(true);
        expect(sumOf(result.figures.components)).toBe(sumOf(before) - Math.abs(discount));
      }),
    );
  });
});

describe('Tax belongs to the components (M10)', () => {
  it('M10: as its details say', () => {
    const result = taxed({ ITEM: 1000, SHIPPING: 500 }, 255, { ITEM: 210, SHIPPING: 45 });
    expect(taxesOf(result)).toEqual({ item: 210, shipping: 45, giftWrap: 0, surcharge: 0 });
  });

  it('M10: the tax of several TAX parts is all of them', () => {
    const line = inventedLine({ ITEM: 1000, SHIPPING: 500 });
    const result = figuresOf({
      ...line,
      components: [...line.components, taxPart('ITEM', 210), taxPart('SHIPPING', 105)],
    });
    expect(result).toMatchObject({ figures: { tax: 315, taxByComponent: { item: 210, shipping: 105 } } });
  });

  it('M10: tax on a discount lowers the tax of what was discounted: free shipping bears none', () => {
    const parts = { ITEM: 1000, SHIPPING: 476, DISCOUNT: -476 };
    const result = taxed(parts, 210, { ITEM: 210, SHIPPING: 100, DISCOUNT: -100 });
    expect(left(result)).toEqual({ item: 1000, shipping: 0, giftWrap: 0, surcharge: 0 });
    expect(taxesOf(result)).toEqual({ item: 210, shipping: 0, giftWrap: 0, surcharge: 0 });
  });

  it('M10: details that do not come to the tax, or that put it on what is not there, are not followed', () => {
    expect(taxesOf(taxed({ ITEM: 1000 }, 210, { ITEM: 200 }))).toBeUndefined();
    expect(taxesOf(taxed({ ITEM: 1000 }, 210, { ITEM: 110, SHIPPING: 100 }))).toBeUndefined();
    expect(taxesOf(taxed({ ITEM: 1000, SHIPPING: 10 }, 210, { ITEM: 220, SHIPPING: -10 }))).toBeUndefined();
  });

  it('M10: without details in proportion, and the last takes the remainder', () => {
    const parts = { item: 1000, shipping: 500, giftWrap: 0, surcharge: 500 };
    expect(share(421, parts)).toEqual({ item: 211, shipping: 105, giftWrap: 0, surcharge: 105 });
  });

  it('M10: shares add up to the tax, are never negative, lie within one unit of the proportion, and none is on nothing', () => {
    assert(
      property(components, integer({ min: 0, max: 100_000 }), (parts, tax) => {
        const total = sumOf(parts);
        const shares = share(tax, parts);
        expect(sumOf(shares)).toBe(total === 0 ? 0 : tax);
        for (const name of ['item', 'shipping', 'giftWrap', 'surcharge'] as const) {
          expect(shares[name]).toBeGreaterThanOrEqual(0);
          if (parts[name] === 0) expect(shares[name]).toBe(0);
          else expect(Math.abs(shares[name] - (tax * parts[name]) / total)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

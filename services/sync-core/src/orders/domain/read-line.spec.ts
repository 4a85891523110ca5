import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { figuresOf, sumOf, type LineFigures } from './line-components.js';
import { euro, inventedLine, type InventedParts } from './invented-order.js';
import { readLine } from './read-line.js';

const merchant = { who: 'merchant', scheme: 'none' } as const;
const amazon = { who: 'amazon', scheme: 'IOSS' } as const;
const toNetherlands = { shipTo: 'NL', rates: [2100, 900], usesVatCalculationService: true };
const unreadable = { ok: false, reason: 'amount_unreadable' };

/** Figures of a line of which the buyer pays `total`; tax told in one sum, or by component. */
function figures(parts: InventedParts, total: number, taxOn: Record<string, number> = {}): LineFigures {
  const details = Object.entries(taxOn).map(([subtype, amount]) => ({ subtype, amount: euro(amount) }));
  const line = inventedLine(parts, { proceedsTotal: euro(total) });
  const components = line.components.map((part) => (part.type === 'TAX' ? { ...part, details } : part));
  const result = figuresOf({ ...line, components });
  if (!result.ok) throw new Error(result.reason);
  return result.figures;
}

describe("What Amazon's figures mean (6.2)", () => {
  it('6.2: no tax and P = S: nothing computed, or 0 %; gross is P', () => {
    const nothing = figures({ ITEM: 1000, SHIPPING: 495 }, 1495);
    expect(readLine(nothing, merchant, toNetherlands)).toEqual({
      ok: true,
      reading: {
        gross: { item: 1000, shipping: 495, giftWrap: 0, surcharge: 0 },
        rate: 'none',
        reading: 'nothing computed',
      },
    });
    const withoutService = { ...toNetherlands, usesVatCalculationService: false };
    expect(readLine(nothing, merchant, withoutService)).toMatchObject({ reading: { rate: 'not-computed' } });
  });

  it('6.2: P = S + T and a legal rate fits T on S: tax on top; gross is P', () => {
    expect(readLine(figures({ ITEM: 1000, TAX: 210 }, 1210), merchant, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1210 }, rate: 2100, reading: 'tax on top' },
    });
  });

  it('6.2: P = S and a legal rate fits T inside S: tax inside; gross is P', () => {
    expect(readLine(figures({ ITEM: 1210, TAX: 210 }, 1210), merchant, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1210 }, rate: 2100, reading: 'tax inside' },
    });
  });

  it('6.2: P = S + T where T fits only inside S counts the VAT twice: held', () => {
    expect(readLine(figures({ ITEM: 1210, TAX: 210 }, 1420), merchant, toNetherlands)).toMatchObject(unreadable);
  });

  it('6.2: anything else holds the order, with the figures', () => {
    expect(readLine(figures({ ITEM: 1000, TAX: 150 }, 1150), merchant, toNetherlands)).toEqual({
      ok: false,
      reason: 'amount_unreadable',
      detail: { S: '1000', T: '150', P: '1150', shipTo: 'NL' },
    });
    expect(readLine(figures({ ITEM: 1000, TAX: 210 }, 1300), merchant, toNetherlands)).toMatchObject(unreadable);
    expect(readLine(figures({ ITEM: 1000 }, 999), merchant, toNetherlands)).toMatchObject(unreadable);
    expect(readLine(figures({ ITEM: 1, TAX: -1 }, 0), merchant, toNetherlands)).toMatchObject(unreadable);
  });
});

describe('Which rate was charged (M9)', () => {
  it('M9: a rate fits that differs from T by one minor unit a component, and no more', () => {
    expect(readLine(figures({ ITEM: 1000, TAX: 211 }, 1211), merchant, toNetherlands)).toMatchObject({ ok: true });
    expect(readLine(figures({ ITEM: 1000, TAX: 212 }, 1212), merchant, toNetherlands)).toMatchObject(unreadable);
    const two = figures({ ITEM: 1000, SHIPPING: 500, TAX: 317 }, 1817);
    expect(readLine(two, merchant, toNetherlands)).toMatchObject({ ok: true });
  });

  it('M9: where the details give the tax by component, each is judged by itself', () => {
    const parts = { ITEM: 1000, SHIPPING: 500, TAX: 315 };
    const good = figures(parts, 1815, { ITEM: 210, SHIPPING: 105 });
    expect(readLine(good, merchant, toNetherlands)).toMatchObject({ ok: true });
    const odd = figures(parts, 1815, { ITEM: 300, SHIPPING: 15 });
    expect(readLine(odd, merchant, toNetherlands)).toMatchObject(unreadable);
  });

  it("M9: of several that fit, the rate of the item's own code, else the highest", () => {
    const small = figures({ ITEM: 7, TAX: 1 }, 8);
    expect(readLine(small, merchant, toNetherlands)).toMatchObject({ reading: { rate: 2100 } });
    expect(readLine(small, merchant, { ...toNetherlands, itemRate: 900 })).toMatchObject({ reading: { rate: 900 } });
    expect(readLine(small, merchant, { ...toNetherlands, itemRate: 600 })).toMatchObject({ reading: { rate: 2100 } });
  });

  it('M10: tax on top is added to the parts in proportion where Amazon does not say', () => {
    expect(readLine(figures({ ITEM: 1000, SHIPPING: 500, TAX: 315 }, 1815), merchant, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1210, shipping: 605 } },
    });
  });

  it('M11: tax that the merchant collects, while he says that he does not use the VAT service: the setting is wrong', () => {
    const place = { ...toNetherlands, usesVatCalculationService: false };
    const taxed = figures({ ITEM: 1000, TAX: 210 }, 1210);
    expect(readLine(taxed, merchant, place)).toMatchObject({ ok: false, reason: 'vat_service_setting_wrong' });
    expect(readLine(taxed, amazon, place)).toMatchObject({ ok: true });
  });
});

describe("Tax that Amazon collects is not the merchant's (M8)", () => {
  it('M8: gross is P − T where P = S + T', () => {
    expect(readLine(figures({ ITEM: 1000, TAX: 210 }, 1210), amazon, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1000 }, reading: 'tax on top' },
    });
  });

  it('M8: gross is P − T where a rate fits T inside P', () => {
    expect(readLine(figures({ ITEM: 1210, TAX: 210 }, 1210), amazon, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1000 }, reading: 'tax inside' },
    });
  });

  it('M8: gross is P where P = S and a rate fits T on S: the tax stands beside it', () => {
    expect(readLine(figures({ ITEM: 1000, TAX: 210 }, 1000), amazon, toNetherlands)).toMatchObject({
      reading: { gross: { item: 1000 }, reading: 'tax on top' },
    });
  });

  it('M8: inside is asked first where both fit', () => {
    expect(readLine(figures({ ITEM: 5, TAX: 1 }, 5), amazon, toNetherlands)).toMatchObject({
      reading: { gross: { item: 4 }, reading: 'tax inside' },
    });
  });

  it('M8: with T = 0 Amazon has not said what it keeps: held; of 0.00 it keeps nothing', () => {
    const held = { ok: false, reason: 'tax_collector_unknown' };
    expect(readLine(figures({ ITEM: 1000 }, 1000), amazon, toNetherlands)).toMatchObject(held);
    expect(readLine(figures({ ITEM: 0 }, 0), amazon, toNetherlands)).toMatchObject({ reading: { gross: { item: 0 } } });
  });

  it('M8: the installation says what it keeps there: nothing, or the standard rate', () => {
    const silent = figures({ ITEM: 1000, SHIPPING: 210 }, 1210);
    const keeps = (amazonKeeps: 'nothing' | 'standard-rate', shipTo = 'NL') =>
      readLine(silent, amazon, { ...toNetherlands, shipTo, amazonKeeps });
    expect(keeps('nothing')).toMatchObject({ reading: { gross: { item: 1000, shipping: 210 }, rate: 'none' } });
    expect(keeps('standard-rate')).toMatchObject({ reading: { gross: { item: 826, shipping: 174 }, rate: 2100 } });
    expect(keeps('standard-rate', 'JE')).toMatchObject({ ok: false, reason: 'tax_collector_unknown' });
  });

  it('M8: where no rate is known the tax beside the price is left out all the same, but never one that may be inside', () => {
    const overseas = { ...toNetherlands, shipTo: 'US', rates: [] };
    expect(readLine(figures({ ITEM: 1000, TAX: 88 }, 1088), amazon, overseas)).toMatchObject({
      reading: { gross: { item: 1000 }, rate: 880 },
    });
    expect(readLine(figures({ ITEM: 1000, TAX: 88 }, 1000), amazon, overseas)).toMatchObject(unreadable);
    expect(readLine(figures({ ITEM: 1000, TAX: 88 }, 1088), merchant, overseas)).toMatchObject(unreadable);
  });

  it('M4: tax that is more than the part it is in never makes a negative price', () => {
    expect(readLine(figures({ ITEM: 1, SHIPPING: 1, TAX: 3 }, 2), amazon, toNetherlands)).toMatchObject(unreadable);
  });
});

describe('Whatever Amazon says, a reading is right or there is none', () => {
  const part = integer({ min: 0, max: 3_000 });
  const anything = record({
    ITEM: part,
    SHIPPING: part,
    GIFT_WRAP: part,
    OTHER: part,
    TAX: integer({ min: -50, max: 900 }),
  });

  it('M2: gross is P, or P less the tax that Amazon keeps; no part is negative', () => {
    assert(
      property(
        anything,
        constantFrom('S', 'S + T', 'other'),
        constantFrom(merchant, amazon),
        (parts, paid, collector) => {
          const { TAX, ...rest } = parts;
          const base = Object.values(rest).reduce((sum, value) => sum + value, 0);
          const total = paid === 'S' ? base : paid === 'S + T' ? base + TAX : base + 7;
          const result = readLine(figures(parts, total), collector, toNetherlands);
          if (!result.ok) return;
          const gross = sumOf(result.reading.gross);
          expect(collector.who === 'merchant' ? [total] : [total, total - TAX]).toContain(gross);
          expect(Object.values(result.reading.gross).every((amount) => amount >= 0)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

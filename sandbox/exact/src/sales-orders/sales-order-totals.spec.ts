import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { totalsOf } from './sales-order-totals.js';

const line = record({
  quantity: integer({ min: 1, max: 20 }),
  cents: integer({ min: 0, max: 200_000 }),
  percentage: constantFrom(0, 0.07, 0.09, 0.19, 0.21, 0.25),
});
const cents = (amount: number): number => Math.round(amount * 100);

describe('Totals of a sales order (exact-online 10)', () => {
  const totals = (type: string, lines: readonly { quantity: number; cents: number; percentage: number }[]) =>
    totalsOf(
      lines.map((one) => ({
        quantity: one.quantity,
        netPrice: one.cents / 100,
        vat: { type, percentage: one.percentage },
      })),
      2,
    );
  const sum = (lines: readonly { quantity: number; cents: number }[]): number =>
    lines.reduce((total, one) => total + one.quantity * one.cents, 0);

  it('are to the cent what was sent as gross with codes of type I', () => {
    assert(property(array(line), (lines) => cents(totals('I', lines).incl) === sum(lines)));
  });

  it('are to the cent what was sent as net with codes of type E', () => {
    assert(property(array(line), (lines) => cents(totals('E', lines).excl) === sum(lines)));
  });

  it('differ by the VAT of the lines alone, and not at all with codes of type N', () => {
    assert(
      property(array(line), constantFrom('I', 'E', 'N'), (lines, type) => {
        const { incl, excl, vatPerLine } = totals(type, lines);
        const vat = vatPerLine.reduce((total, amount) => total + cents(amount), 0);
        return cents(incl) - cents(excl) === vat && (type !== 'N' || vat === 0);
      }),
    );
  });

  it('round half a cent away from zero', () => {
    const excl = (cents: number) => totals('E', [{ quantity: 1, cents, percentage: 0.25 }]).incl;
    expect(excl(2)).toBe(0.03);
    expect(totalsOf([{ quantity: 1, netPrice: -0.02, vat: { type: 'E', percentage: 0.25 } }], 2).incl).toBe(-0.03);
  });
});

import { describe, expect, it } from '@jest/globals';
import { exactMasterDataPublishedV1, type ExactVatCodeV1 } from '@connector/contracts';
import { netCodeCosts, type RecentLine } from './net-code-cost.js';

const { vatCodes, currencies } = exactMasterDataPublishedV1.example;
const vat = (code: string, more: Partial<ExactVatCodeV1>): ExactVatCodeV1 =>
  Object.assign({}, vatCodes[0]!, { code, type: 'E' }, more);
const line = (amazonOrderId: string, minorUnits: number, quantity = 1): RecentLine => ({
  amazonOrderId,
  gross: { minorUnits, currency: 'EUR' },
  quantity,
});
const division = { currencies, vatCodes: [vat('4', {})] };

describe('What a VAT code that excludes VAT costs', () => {
  it('V3: the share of recent orders that it could not book to the cent: an order fails with one of its lines', () => {
    // 0.03 at 21 % is 0.02 + 0.00 or 0.03 + 0.01
    const recent = [line('A', 12_100), line('A', 3), line('B', 12_100), line('C', 12_100), line('D', 3)];
    expect(netCodeCosts(division, recent)).toEqual([
      expect.objectContaining({ code: '4', orders: 4, ordersNotExact: 2, lines: 5, linesNotExact: 2 }),
    ]);
    const [cost] = netCodeCosts(division, recent);
    expect(cost?.nl).toContain('van de 4 recente orders zouden er 2 (50 %)');
    expect(cost?.en).toContain('of the 4 recent orders 2 (50 %)');
  });

  it('V3: over all totals it is about one line in six at 21 %', () => {
    const recent = Array.from({ length: 5_000 }, (_, index) => line(String(index), index + 1));
    const [cost] = netCodeCosts(division, recent);
    expect(cost!.linesNotExact / 5_000).toBeCloseTo(1 - 100 / 121, 2);
  });

  it('V3: without recent orders it says what is to be expected', () => {
    expect(netCodeCosts(division, [])[0]).toMatchObject({ orders: 0, en: expect.stringContaining('one line in six') });
  });

  it('V3: codes that include VAT, blocked ones and those of purchases are not reckoned; at 0 % all come out', () => {
    const others = [vat('2', { type: 'I' }), vat('5', { isBlocked: true }), vat('6', { transactionType: 'P' })];
    expect(netCodeCosts({ currencies, vatCodes: others }, [line('A', 3)])).toEqual([]);
    const zero = { currencies, vatCodes: [vat('0', { percentageBasisPoints: 0 })] };
    expect(netCodeCosts(zero, [line('A', 3), line('B', 1, 3)])[0]).toMatchObject({ ordersNotExact: 0 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { inventedInstallation, inventedLine } from './invented-order.js';
import { readOrderLines, type ReadingPlace } from './read-order-lines.js';

const place: ReadingPlace = {
  inputs: { shipTo: 'NL', shipFrom: 'NL', buyer: 'consumer', invoiceByAmazon: false },
  vatTable: inventedInstallation().vatTable,
  usesVatCalculationService: true,
  itemCodeOf: () => '2',
  percentageOf: () => 2100,
};

const gift = inventedLine({ ITEM: 0 });
const low = inventedLine({ ITEM: 1000, TAX: 90 }, { orderItemId: '10000000000000000002' });
const byAmazon = inventedLine({ ITEM: 1000, TAX: 210 }, { reportingSchemes: ['IOSS'] });

function taxations(lines: Parameters<typeof readOrderLines>[0]['lines'], more: Partial<ReadingPlace> = {}) {
  const result = readOrderLines({ lines }, { ...place, ...more });
  return result.ok ? result.lines.map(({ taxation }) => taxation) : result;
}

describe('The lines of an order are read together', () => {
  it('M12: a gift of 0.00 takes the rate of the goods beside it, not that of its own item', () => {
    expect(taxations([gift, low])).toMatchObject([{ rate: 900 }, { rate: 900 }]);
  });

  it('M12: and their collector', () => {
    expect(taxations([gift, byAmazon])).toMatchObject([{ collector: { who: 'amazon', scheme: 'IOSS' } }, {}]);
  });

  it("M12: a line of 0.00 alone has the rate of its item's own code", () => {
    expect(taxations([gift], { percentageOf: () => 900 })).toMatchObject([{ rate: 900 }]);
    expect(taxations([gift], { percentageOf: () => 1900 })).toMatchObject([{ rate: 2100 }]);
  });

  it('M12: a cent that Amazon taxes at nothing, because nothing is what 21 % of it rounds to', () => {
    expect(taxations([inventedLine({ ITEM: 1 }, { reportingSchemes: ['IOSS'] })])).toMatchObject([{ rate: 2100 }]);
  });

  it('T2: without the VAT service no line says anything, and none takes anything from another', () => {
    const lines = [gift, inventedLine({ ITEM: 1000 })];
    expect(taxations(lines, { usesVatCalculationService: false })).toMatchObject([
      { rate: 'not-computed' },
      { rate: 'not-computed' },
    ]);
  });

  it('a line that cannot be read holds the whole order, and is named', () => {
    const strange = inventedLine({ ITEM: 1000 }, { reportingSchemes: ['MOON_VOEC'] });
    expect(taxations([low, strange])).toEqual({
      ok: false,
      reason: 'tax_collector_unknown',
      detail: { line: '10000000000000000001', what: 'MOON_VOEC', shipTo: 'NL' },
    });
  });
});

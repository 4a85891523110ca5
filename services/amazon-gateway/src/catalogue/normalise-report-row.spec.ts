import { amazonListingsUpdatedV1 } from '@connector/contracts';
import { validated } from '@connector/messaging';
import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, dictionary, oneof, property, string } from 'fast-check';
import { IncompleteAnswer } from '../selling-partner-api/answer-reader.js';
import { UnreadableFigure } from '../selling-partner-api/figures.js';
import { MisshapenRow, rowsOf, type ReportRow } from './listings-report.js';
import { needsSearch, normaliseReportRow } from './normalise-report-row.js';

const NL = 'A1805IZSGTT6HS';
const SE = 'A2NODRKZP88ZB9';

const row = (change: ReportRow = {}): ReportRow => ({
  'seller-sku': 'MUG',
  'item-name': 'Mug',
  price: '12.10',
  quantity: '3',
  'open-date': '2026-11-01 09:00:00 UTC',
  'product-id-type': '4',
  'product-id': '8710000000017',
  asin1: 'B000000001',
  'fulfillment-channel': 'DEFAULT',
  status: 'Active',
  ...change,
});

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

describe('A row of the listings report in our words', () => {
  it('has SKU, ASIN, EAN, price with VAT in the currency of the store, channel and quantity', () => {
    expect(normaliseReportRow(row(), NL)).toEqual({
      sku: 'MUG',
      marketplaceId: NL,
      asin: 'B000000001',
      title: 'Mug',
      identifiers: [{ type: 'ean', value: '8710000000017' }],
      price: { minorUnits: 1210, currency: 'EUR' },
      fulfillmentChannels: [{ code: 'DEFAULT', quantity: 3 }],
      statuses: ['BUYABLE', 'DISCOVERABLE'],
      isVariationParent: false,
      createdTime: '2026-11-01T09:00:00.000Z',
    });
    expect(normaliseReportRow(row({ price: '129,5' }), SE).price).toEqual({ minorUnits: 12_950, currency: 'SEK' });
  });

  it('has no quantity where Amazon ships, and no EAN where the listing was made by its ASIN', () => {
    const listing = normaliseReportRow(
      row({ 'fulfillment-channel': 'AMAZON_EU', quantity: undefined, 'product-id-type': '1' }),
      NL,
    );
    expect(listing.fulfillmentChannels).toEqual([{ code: 'AMAZON_EU' }]);
    expect(listing.identifiers).toEqual([]);
  });

  it.each([
    ['01/11/2026 09:00:00 CET', '2026-11-01T08:00:00.000Z'],
    ['01/07/2026 09:00:00 MESZ', '2026-07-01T07:00:00.000Z'],
    ['2026-11-01 09:00:00 XYZ', undefined],
    ['November 1st', undefined],
  ])('was opened at %s: %s', (text, at) => {
    expect(normaliseReportRow(row({ 'open-date': text }), NL).createdTime).toBe(at);
  });

  it.each([{ price: '12.345' }, { price: '1.299,50' }, { price: 'twelve' }, { quantity: '1.5' }, { quantity: '-1' }])(
    'guesses no figure: %p',
    (change) => expect(() => normaliseReportRow(row(change), NL)).toThrow(UnreadableFigure),
  );

  it('leaves to a search what may be a parent, and what lost letters', () => {
    expect(needsSearch(row())).toBe(false);
    expect(needsSearch(row({ price: undefined, quantity: undefined }))).toBe(true);
    expect(needsSearch(row({ quantity: undefined }))).toBe(false);
    expect(needsSearch(row({ 'item-name': 'M\uFFFDg' }))).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for no type of identifier', (type) => {
    expect(normaliseReportRow(row({ 'product-id-type': type, 'product-id': '8712345678906' }), NL).identifiers).toEqual(
      [],
    );
  });

  it('fits the contract, or is refused by name, whatever stands in its cells', () => {
    const column = constantFrom(...Object.keys(row()), 'item-description');
    const cell = oneof(string({ unit: 'binary', maxLength: 300 }), constantFrom('', ' ', '\0', '9'.repeat(30), '1e3'));
    assert(
      property(dictionary(column, cell), (change) => {
        try {
          const listing = normaliseReportRow(row(change), NL);
          validated(amazonListingsUpdatedV1, JSON.parse(JSON.stringify({ reading: 'delta', listings: [listing] })));
        } catch (thrown) {
          if (thrown instanceof IncompleteAnswer || thrown instanceof UnreadableFigure) return;
          throw thrown;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('The listings report', () => {
  const header = 'item-name\tseller-sku\tprice\tquantity\tfulfillment-channel\tasin1';

  it('is read by the names of its columns, empty cells absent', async () => {
    const rows: object[] = [];
    for await (const found of rowsOf(linesOf(`\uFEFF${header}\nMug\tMUG\t12.10\t\tDEFAULT\tB1\n\n`))) rows.push(found);
    expect(rows).toEqual([
      { 'item-name': 'Mug', 'seller-sku': 'MUG', price: '12.10', 'fulfillment-channel': 'DEFAULT', asin1: 'B1' },
    ]);
  });

  it('has no cells in a row with more or fewer of them than there are columns', async () => {
    const lines = [header, 'Mug\tMUG\t12.10\t3\tDEFAULT\tB1', 'Mug\tCUP', 'Mug, \twide\tMUG-2\t12.10\t3\tDEFAULT\tB1'];
    const rows: object[] = [];
    for await (const found of rowsOf(linesOf(lines.join('\n')))) rows.push(found);
    expect(rows[0]).toMatchObject({ 'seller-sku': 'MUG' });
    expect(rows.slice(1)).toEqual([new MisshapenRow(2, 6), new MisshapenRow(7, 6)]);
    expect(rows[1]).toMatchObject({ trouble: 'it has 2 cells, and the report has 6 columns' });
  });

  it('is refused when its columns have other names', async () => {
    const read = async (): Promise<void> => {
      for await (const _ of rowsOf(linesOf('Artikelbezeichnung\tHändler-SKU\nMug\tMUG'))) expect(true).toBe(false);
    };
    await expect(read()).rejects.toThrow(IncompleteAnswer);
  });
});

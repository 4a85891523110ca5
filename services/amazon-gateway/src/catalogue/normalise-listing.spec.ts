import { amazonListingsUpdatedV1 } from '@connector/contracts';
import { validated } from '@connector/messaging';
import { ContractBroken } from '@connector/platform';
import { describe, expect, it } from '@jest/globals';
import { anything, assert, constantFrom, dictionary, integer, oneof, property } from 'fast-check';
import { IncompleteAnswer, type Json } from '../selling-partner-api/answer-reader.js';
import { UnreadableFigure } from '../selling-partner-api/figures.js';
import { normaliseListing } from './normalise-listing.js';

const NL = 'A1805IZSGTT6HS';

const listing = (change: Json = {}, attributes: Json = {}): Json => ({
  sku: 'MUG',
  summaries: [{ marketplaceId: NL, asin: 'B000000001', itemName: 'Mug', status: ['BUYABLE'] }],
  attributes,
  ...change,
});

const priced = (valueWithTax: unknown, currency: unknown = 'EUR'): Json =>
  listing({}, { purchasable_offer: [{ currency, our_price: [{ schedule: [{ value_with_tax: valueWithTax }] }] }] });

describe('A listing of Amazon in our words', () => {
  it('is read as it is listed in one store, and is absent where it is not', () => {
    expect(normaliseListing(listing(), NL)).toEqual({
      sku: 'MUG',
      marketplaceId: NL,
      asin: 'B000000001',
      title: 'Mug',
      identifiers: [],
      fulfillmentChannels: [],
      statuses: ['BUYABLE'],
      isVariationParent: false,
    });
    expect(normaliseListing(listing(), 'A1PA6795UKMFR9')).toBeUndefined();
  });

  it('has the price with VAT to the minor unit, of the offer to everybody', () => {
    const price = (raw: Json): unknown => normaliseListing(raw, NL)?.price;
    expect(price(priced(12.1))).toEqual({ minorUnits: 1210, currency: 'EUR' });
    expect(price(priced('12.10'))).toEqual({ minorUnits: 1210, currency: 'EUR' });
    expect(price(priced(5980, 'JPY'))).toEqual({ minorUnits: 5980, currency: 'JPY' });
    const offers = [
      { audience: 'B2B', currency: 'EUR', our_price: [{ schedule: [{ value_with_tax: 1 }] }] },
      { audience: 'ALL', currency: 'EUR', our_price: [{ schedule: [{ value_with_tax: 2 }] }] },
    ];
    expect(price(listing({}, { purchasable_offer: offers }))).toEqual({ minorUnits: 200, currency: 'EUR' });
  });

  it('reads every price of whole cents without a cent lost, though it comes as a JSON number', () => {
    assert(
      property(integer({ min: 0, max: 100_000_000 }), (cents) => {
        const sent = JSON.parse(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`) as number;
        expect(normaliseListing(priced(sent), NL)?.price).toEqual({ minorUnits: cents, currency: 'EUR' });
      }),
    );
  });

  it.each([12.345, -1, 1e21, '12,10', true, {}])('rounds no price and takes none that is no amount: %p', (value) => {
    expect(() => normaliseListing(priced(value), NL)).toThrow(UnreadableFigure);
  });

  it('knows a parent by its children', () => {
    const related = (relationship: Json): boolean | undefined =>
      normaliseListing(listing({ relationships: [{ marketplaceId: NL, relationships: [relationship] }] }), NL)
        ?.isVariationParent;
    expect(related({ type: 'VARIATION', childSkus: ['MUG-RED'] })).toBe(true);
    expect(related({ type: 'VARIATION', parentSkus: ['MUGS'] })).toBe(false);
  });

  it('counts a channel without a name as one that is not the merchant’s', () => {
    const channels = [{ fulfillmentChannelCode: 'DEFAULT', quantity: 3 }, { quantity: 1 }];
    expect(normaliseListing(listing({ fulfillmentAvailability: channels }), NL)?.fulfillmentChannels).toEqual([
      { code: 'DEFAULT', quantity: 3 },
      { code: 'UNKNOWN', quantity: 1 },
    ]);
  });

  it('refuses a listing without a SKU', () => {
    expect(() => normaliseListing(listing({ sku: undefined }), NL)).toThrow(IncompleteAnswer);
  });

  it('is read, or refused by name, whatever Amazon sends', () => {
    const field = constantFrom(...Object.keys(listing()), 'relationships', 'fulfillmentAvailability');
    const attribute = constantFrom('purchasable_offer', 'item_name', 'externally_assigned_product_identifier');
    const junk = oneof(anything({ maxDepth: 3 }), constantFrom('\ud83d', '\0', [null], [{ value: {} }]));
    assert(
      property(dictionary(field, junk, { maxKeys: 2 }), dictionary(attribute, junk), (change, attributes) => {
        try {
          const found = normaliseListing({ ...listing({}, attributes), ...change }, NL);
          if (found === undefined) return;
          const text = JSON.stringify({ reading: 'delta', listings: [found] });
          expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
          validated(amazonListingsUpdatedV1, JSON.parse(text));
        } catch (thrown) {
          if (thrown instanceof IncompleteAnswer || thrown instanceof UnreadableFigure) return;
          expect(thrown).toBeInstanceOf(ContractBroken);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

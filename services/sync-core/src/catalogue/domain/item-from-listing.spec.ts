import { describe, expect, it } from '@jest/globals';
import type { AmazonListingV1 } from '@connector/contracts';
import { itemFromListings } from './item-from-listing.js';

/** Marketplace ids of three stores. */
const NL = 'A1805IZSGTT6HS';
const DE = 'A1PA6795UKMFR9';
const SE = 'A2NODRKZP88ZB9';

const listing: AmazonListingV1 = {
  sku: 'MUG-BLUE',
  marketplaceId: NL,
  title: 'Mok, blauw',
  description: 'Een blauwe mok.',
  identifiers: [{ type: 'ean', value: '4006381333931' }],
  price: { minorUnits: 995, currency: 'EUR' },
  fulfillmentChannels: [{ code: 'DEFAULT', quantity: 12 }],
  statuses: [],
  isVariationParent: false,
};
const listed = (more: Partial<AmazonListingV1>): AmazonListingV1 => Object.assign({}, listing, more);
const swedish = listed({
  marketplaceId: SE,
  title: 'Mugg, blå',
  description: 'En blå mugg.',
  price: { minorUnits: 10_900, currency: 'SEK' },
});

const place = { marketplaceIds: [NL, SE], country: 'NL', currencies: ['EUR', 'SEK'] };

describe('An item from its listings (I1, I10)', () => {
  it('I1: description, extra description, barcode and sales price incl. VAT', () => {
    expect(itemFromListings([listing], 'MUG-BLUE', place)).toEqual({
      description: 'Mok, blauw',
      extraDescription: 'Een blauwe mok.',
      barcode: '4006381333931',
      salesPrice: { minorUnits: 995, currency: 'EUR' },
      shown: [],
    });
  });

  it('I1: the description has 60 characters, the extra description 255', () => {
    const long = listed({ title: 'word '.repeat(40), description: 'word '.repeat(100) });
    const item = itemFromListings([long], 'MUG-BLUE', place);
    expect(item.description).toBe('word '.repeat(12).trim());
    expect(item.extraDescription?.length).toBeLessThanOrEqual(255);
  });

  it('I10: the first store of the connection that has it leads for the texts, in whatever order they came', () => {
    expect(itemFromListings([swedish, listing], 'MUG-BLUE', place).description).toBe('Mok, blauw');
    const swedishFirst = { ...place, marketplaceIds: [SE, NL] };
    expect(itemFromListings([listing, swedish], 'MUG-BLUE', swedishFirst)).toMatchObject({
      description: 'Mugg, blå',
      extraDescription: 'En blå mugg.',
    });
  });

  it('I10: a store that is not of the connection comes last', () => {
    const elsewhere = listed({ marketplaceId: 'FR', title: 'Tasse, bleue' });
    expect(itemFromListings([elsewhere, swedish], 'MUG-BLUE', place).description).toBe('Mugg, blå');
  });

  it("I10: the price of the store of the division's own country goes before that of the leading store", () => {
    const swedishFirst = { ...place, marketplaceIds: [SE, NL] };
    expect(itemFromListings([swedish, listing], 'MUG-BLUE', swedishFirst).salesPrice?.currency).toBe('EUR');
    const german = listed({ marketplaceId: DE, price: { minorUnits: 1_095, currency: 'EUR' } });
    const germanFirst = { ...place, marketplaceIds: [DE, NL] };
    expect(itemFromListings([german, listing], 'MUG-BLUE', germanFirst).salesPrice?.minorUnits).toBe(995);
  });

  it("I10: else it is the leading store's, in that store's currency if the division has it, else none", () => {
    expect(itemFromListings([swedish], 'MUG-BLUE', place).salesPrice).toEqual({ minorUnits: 10_900, currency: 'SEK' });
    expect(itemFromListings([swedish], 'MUG-BLUE', { ...place, currencies: ['EUR'] })).not.toHaveProperty('salesPrice');
  });

  it('I11: plain text; without a title the code; without a description or a barcode none', () => {
    const bare = listed({ title: '<br>', description: ' ', identifiers: [] });
    const item = itemFromListings([bare], 'MUG-BLUE', place);
    expect(item.description).toBe('MUG-BLUE');
    expect(item).not.toHaveProperty('extraDescription');
    expect(item).not.toHaveProperty('barcode');
    expect(itemFromListings([], 'MUG-BLUE', place)).toEqual({ description: 'MUG-BLUE', shown: [] });
  });

  it('I10, I11: a price in a currency that the division lacks and a barcode with a wrong check digit are shown', () => {
    const wrong = listed({ identifiers: [{ type: 'ean', value: '4006381333930' }] });
    expect(itemFromListings([wrong], 'MUG-BLUE', { ...place, currencies: [] }).shown).toEqual([
      'price_currency_missing',
      'barcode_wrong',
    ]);
  });
});

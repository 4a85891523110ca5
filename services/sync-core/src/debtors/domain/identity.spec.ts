import { describe, expect, it } from '@jest/globals';
import { assert, property, string, tuple } from 'fast-check';
import { addressIdentity, buyerIdentity, normalised } from './identity.js';

const buyer = { name: 'Jan van der Berg', postcode: '1012 AB', lines: ['Dorpsstraat 1', 'bis'], country: 'NL' };
const identityOf = ([name, postcode, line, country]: [string, string, string, string]): string =>
  buyerIdentity({ name, postcode, lines: [line], country });
const same = (more: Partial<Parameters<typeof buyerIdentity>[0]>): boolean =>
  buyerIdentity({ ...buyer, ...more }) === buyerIdentity(buyer);

describe('A text as it counts for identity (D5)', () => {
  it('D5: marks, case, punctuation and blanks do not count', () => {
    expect(normalised("  Éric-Jan O'Neill, Jr. ")).toBe('ericjanoneilljr');
  });

  it('D5: ß is ss, ł is l, ø is o, đ is d, æ is ae, œ is oe; ö is o, not oe', () => {
    expect(normalised('Großłøđæœ')).toBe('grosslodaeoe');
    expect(normalised('GROẞŁØĐÆŒ')).toBe('grosslodaeoe');
    expect(normalised('Jörg Müller')).toBe('jorgmuller');
    expect(normalised('Joerg')).not.toBe(normalised('Jörg'));
  });

  it('D5: however the same letter is written: composed or not, wide, a ligature, a final sigma', () => {
    expect(normalised('e\u0301')).toBe(normalised('é'));
    expect(normalised('Ｊａｎ')).toBe('jan');
    expect(normalised('ﬁn')).toBe('fin');
    expect(normalised('Νίκος')).toBe(normalised('ΝΙΚΟσ'));
  });

  it('D5: other scripts and digits count', () => {
    expect(normalised('Ιωάννα 12')).toBe('ιωαννα12');
    expect(normalised('李 小龙')).toBe('李小龙');
    expect(normalised(undefined)).toBe('');
  });

  it('D5: normalising twice changes nothing, and blanks and punctuation nowhere count', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        expect(normalised(normalised(text))).toBe(normalised(text));
        expect(normalised(`. ${text} -`)).toBe(normalised(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Who a buyer is (D5, D6)', () => {
  it('D5: with a VAT number it is the number, whatever name and address', () => {
    const vatNumber = 'NL123456789B01';
    const one = buyerIdentity({ ...buyer, vatNumber });
    expect(buyerIdentity({ vatNumber, name: 'Berg B.V.', lines: [], country: 'BE' })).toBe(one);
    expect(buyerIdentity({ ...buyer, vatNumber: 'NL123456789B02' })).not.toBe(one);
  });

  it('D5: else name, postcode, all street lines and country', () => {
    expect(same({ name: 'JAN VAN DER BERG', postcode: '1012ab', lines: ['Dorpsstraat 1 bis'] })).toBe(true);
    expect(same({ name: 'Jan van den Berg' })).toBe(false);
    expect(same({ postcode: '1012 AC' })).toBe(false);
    expect(same({ lines: ['Dorpsstraat 1'] })).toBe(false);
    expect(same({ country: 'BE' })).toBe(false);
  });

  it('D6: a consumer who orders to another address is another account', () => {
    expect(same({ lines: ['Kerkstraat 2'] })).toBe(false);
  });

  it('D10: what stands in one field never passes for another: nobody becomes somebody else', () => {
    const word = string({ unit: 'grapheme-ascii', maxLength: 4 });
    const parts = tuple(word, word, word, word);
    assert(
      property(parts, parts, (one, other) => {
        const alike = one.every((text, index) => normalised(text) === normalised(other[index]));
        expect(identityOf(one) === identityOf(other)).toBe(alike);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Which place a delivery address is (D12)', () => {
  const place = { lines: ['Dorpsstraat 1'], postcode: '1012 AB', city: 'Amsterdam', country: 'NL' };

  it('D12: street, postcode, city, country and recipient tell one from another', () => {
    const one = addressIdentity(place);
    expect(addressIdentity({ ...place, city: 'AMSTERDAM', lines: ['Dorpsstraat', '1'] })).toBe(one);
    const others = [{ lines: ['Kerkstraat 1'] }, { postcode: '1013 AB' }, { city: 'Diemen' }, { country: 'BE' }];
    for (const other of [...others, { recipient: 'Anna' }])
      expect(addressIdentity({ ...place, ...other })).not.toBe(one);
  });
});

import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { itemCodeFor, itemCodeSource } from './item-code.js';

const free = (): boolean => false;
const takenBy = (...codes: string[]) => {
  const taken = new Set(codes.map((code) => code.toLowerCase()));
  return (code: string): boolean => taken.has(code.toLowerCase());
};

/** Gives each source the code that it gets when all before it have theirs. */
function codesOf(sources: readonly string[]): string[] {
  const codes: string[] = [];
  for (const source of sources) codes.push(itemCodeFor(source, takenBy(...codes)));
  return codes;
}

const sku = oneof(
  string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  // many that are alike
  string({ unit: constantFrom('a', 'A', 'b', '-'), minLength: 1, maxLength: 3 }),
  string({ unit: constantFrom('x', 'X'), minLength: 29, maxLength: 32 }),
);

describe('What an item code is made from (I2)', () => {
  const ean = { type: 'ean', value: '4006381333931' };
  const listing = {
    sku: 'MUG-BLUE',
    modelNumber: 'M-1',
    partNumber: 'P-1',
    identifiers: [{ type: 'upc', value: '036000291452' }, ean],
    asin: 'B000000001',
  };

  it('I2: SKU; if empty the model number, else the part number; if empty the EAN; if empty the ASIN', () => {
    const { partNumber, identifiers, asin } = listing;
    expect(itemCodeSource(listing)).toBe('MUG-BLUE');
    expect(itemCodeSource({ ...listing, sku: '' })).toBe('M-1');
    expect(itemCodeSource({ partNumber, identifiers, asin })).toBe('P-1');
    expect(itemCodeSource({ identifiers, asin })).toBe('4006381333931');
    expect(itemCodeSource({ identifiers: [], asin })).toBe('B000000001');
    expect(itemCodeSource({ identifiers: [] })).toBeUndefined();
  });

  it('I2: blanks around it are cut, only blanks is empty, all other characters are kept', () => {
    expect(itemCodeSource({ ...listing, sku: '  ß/#mug ü 1 ' })).toBe('ß/#mug ü 1');
    expect(itemCodeSource({ ...listing, sku: ' \t ' })).toBe('M-1');
  });
});

describe('The code of an item (I3)', () => {
  it('I3: a source of 30 characters that nobody has is the code itself', () => {
    const source = 'A'.repeat(30);
    expect(itemCodeFor(source, free)).toBe(source);
  });

  it('I3: a longer one is cut, and ends in a hash of the whole', () => {
    const code = itemCodeFor(`${'A'.repeat(30)}-red`, free);
    expect(code).toMatch(/^A{21}~[0-9A-F]{8}$/);
    expect(itemCodeFor(`${'A'.repeat(30)}-blue`, free)).not.toBe(code);
  });

  it('I3: abc and ABC are two codes', () => {
    const [first, second] = codesOf(['abc', 'ABC']);
    expect(first).toBe('abc');
    expect(second).toMatch(/^ABC~[0-9A-F]{8}$/);
  });

  it("I3: a merchant's own SKU Shipment does not get the code of the service item", () => {
    expect(itemCodeFor('Shipment', takenBy('Shipment'))).toMatch(/^Shipment~/);
    expect(itemCodeFor('SHIPMENT', takenBy('Shipment'))).toMatch(/^SHIPMENT~/);
  });

  it('I3: a short SKU that looks like the short form of a long one does not meet it', () => {
    const long = 'B'.repeat(40);
    const shortForm = itemCodeFor(long, free);
    const codes = codesOf([shortForm, long]);
    expect(codes[0]).toBe(shortForm);
    expect(codes[1]).not.toBe(shortForm);
  });

  it('I3: no emoji is halved, and no blank stands before the hash', () => {
    expect(itemCodeFor(`${'a'.repeat(20)}🎁${'b'.repeat(20)}`, free)).toMatch(/^a{20}~/);
    expect(itemCodeFor(`${'a'.repeat(20)} ${'b'.repeat(20)}`, free)).toMatch(/^a{20}~/);
  });

  it('I3: no two sources ever share a code, whatever the case, and none is longer than 30', () => {
    assert(
      property(array(sku, { maxLength: 40 }), (sources) => {
        const codes = codesOf(sources);
        expect(new Set(codes.map((code) => code.toLowerCase())).size).toBe(sources.length);
        expect(codes.every((code) => code.length <= 30 && code.length > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('I3: the same source has the same code as long as the same codes are taken', () => {
    assert(
      property(sku, array(sku, { maxLength: 5 }), (source, others) => {
        const taken = takenBy(...codesOf(others));
        expect(itemCodeFor(source, taken)).toBe(itemCodeFor(source, taken));
        expect(taken(itemCodeFor(source, taken))).toBe(false);
      }),
    );
  });
});

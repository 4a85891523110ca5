import { describe, expect, it } from '@jest/globals';
import { array, assert, bigInt, constantFrom, date, double, integer, property, string, uuid } from 'fast-check';
import { anyOf, decimalOf, literal, optionalDate, optionalText, queryOf, recordsOf, textOf } from './odata.js';

/** What Exact reads: a quoted text with doubled quotes, from its first to its last quote. */
const read = (text: string): string => text.slice(1, -1).replaceAll("''", "'");

describe('literals of a filter', () => {
  it('a text comes back as it was, whatever quotes it holds, and cannot end early', () => {
    assert(
      property(string({ unit: 'grapheme' }), (value) => {
        const written = literal.text(value);
        expect(read(written)).toBe(value);
        expect(written.slice(1, -1).replaceAll("''", '')).not.toContain("'");
      }),
    );
    expect(literal.text("O'Brien")).toBe("'O''Brien'");
  });

  it('a guid and a row version have their marks; no digit of a row version is lost', () => {
    assert(property(uuid(), (id) => expect(literal.guid(id)).toBe(`guid'${id}'`)));
    assert(
      property(bigInt({ min: 0n, max: 2n ** 63n - 1n }), (version) =>
        expect(BigInt(literal.int64(String(version)).slice(0, -1))).toBe(version),
      ),
    );
    expect(literal.int64('9007199254740993')).toBe('9007199254740993L');
  });
});

describe('a filter for any of several values', () => {
  it('names each once, and sixty guids or twenty order numbers fit an address of 6,000 characters', () => {
    assert(
      property(array(uuid(), { minLength: 1, maxLength: 60 }), (ids) => {
        const filter = anyOf('OrderID', ids.map(literal.guid));
        expect(filter.split(' or ').map((part) => part.slice("OrderID eq guid'".length, -1))).toEqual(ids);
        expect(queryOf({ $select: 'ID', $filter: filter }).length).toBeLessThan(5_500);
      }),
    );
    const references = Array.from({ length: 20 }, (_, index) => `402-1234567-${String(index).padStart(7, '0')}`);
    expect(queryOf({ $filter: anyOf('YourRef', references.map(literal.text)) }).length).toBeLessThan(1_500);
  });

  it("a date is midnight on Exact's own clock, without a zone", () => {
    expect(literal.date('2026-11-01')).toBe("datetime'2026-11-01T00:00:00'");
  });
});

describe('the query of a call', () => {
  it('is encoded once: Exact decodes to what was meant, and no blank is a plus', () => {
    assert(
      property(string({ unit: 'grapheme' }), (value) => {
        const query = queryOf({ $filter: literal.text(value), $top: undefined });
        expect(decodeURIComponent(query.slice('?$filter='.length))).toBe(literal.text(value));
        expect(query).not.toMatch(/[ +#&]/);
      }),
    );
    expect(queryOf({})).toBe('');
    expect(queryOf({ $select: 'ID', $filter: "Code eq 'a b'" })).toBe("?$select=ID&$filter=Code%20eq%20'a%20b'");
  });
});

describe('records of an answer', () => {
  it('codes lose the blanks with which Exact pads them, on either side', () => {
    assert(
      property(
        string().map((text) => text.trim()),
        integer({ min: 0, max: 18 }),
        (code, width) => {
          const [record] = recordsOf({
            d: { results: [{ Code: code.padStart(width), Unit: code.padEnd(width) }] },
          }).records;
          expect(record).toEqual({ Code: code, Unit: code });
        },
      ),
    );
  });

  it('are found in each of the three envelopes, and without the metadata', () => {
    const row = { __metadata: { uri: 'x' }, ID: '1' };
    expect(recordsOf({ d: [row] })).toEqual({ records: [{ ID: '1' }] });
    expect(recordsOf({ d: row })).toEqual({ records: [{ ID: '1' }] });
    expect(recordsOf({ d: { results: [row], __next: 'https://next' } })).toEqual({
      records: [{ ID: '1' }],
      next: 'https://next',
    });
    expect(() => recordsOf({ error: {} })).toThrow('no "d"');
  });

  it('a field of the wrong type is named, never guessed', () => {
    expect(() => textOf({ ID: 7 }, 'ID')).toThrow('ID');
    expect(() => decimalOf({ CurrentStock: '7' }, 'CurrentStock')).toThrow('CurrentStock');
    expect(() => decimalOf({ CurrentStock: Number.NaN }, 'CurrentStock')).toThrow('CurrentStock');
    expect(optionalText({ VATNumber: '' }, 'VATNumber')).toBeUndefined();
    expect(optionalText({ VATNumber: null }, 'VATNumber')).toBeUndefined();
  });

  it('a number is a plain decimal, equal to eight decimals, without an exponent', () => {
    assert(
      property(double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const text = decimalOf({ Stock: value }, 'Stock');
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(5e-9 + Math.abs(value) * 1e-15);
      }),
    );
  });

  it('a date is that of the wall clock which Exact shows, in every zone', () => {
    const days = date({ min: new Date('1950-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    assert(
      property(days, constantFrom('StartDate', 'EndDate'), (day, field) =>
        expect(optionalDate({ [field]: `/Date(${day.getTime()})/` }, field)).toBe(day.toISOString().slice(0, 10)),
      ),
    );
    expect(optionalDate({ EndDate: null }, 'EndDate')).toBeUndefined();
  });
});

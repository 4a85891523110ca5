import { amazonOrderUpdatedV1 } from '@connector/contracts';
import { validated } from '@connector/messaging';
import { decimalOf } from '@connector/money';
import { ContractBroken } from '@connector/platform';
import { describe, expect, it } from '@jest/globals';
import { anything, array, assert, constant, constantFrom, nat, oneof, property, string, tuple } from 'fast-check';
import { IncompleteAnswer, type Json } from '../selling-partner-api/answer-reader.js';
import { normaliseOrder } from './normalise-order.js';

const money = (amount: unknown, currencyCode = 'EUR'): object => ({ amount, currencyCode });

/** One mug with shipping and tax, invented. */
const order = (change: Json = {}, item: Json = {}): Json => ({
  orderId: '402-1234567-1234567',
  createdTime: '2026-11-20T09:00:00Z',
  lastUpdatedTime: '2026-11-20T10:00:00.123Z',
  salesChannel: { channelName: 'AMAZON', marketplaceId: 'A1805IZSGTT6HS' },
  programs: ['PRIME'],
  fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
  proceeds: { grandTotal: money('18.15'), breakdowns: [] },
  recipient: { deliveryAddress: { name: 'Invented Person', countryCode: 'nl' } },
  orderItems: [
    {
      orderItemId: '9007199254740993123',
      quantityOrdered: 2,
      product: { sellerSku: 'MUG', price: { unitPrice: money('5.00') } },
      fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: 2 },
      proceeds: {
        proceedsTotal: money('18.15'),
        breakdowns: [
          { type: 'ITEM', subtotal: money('10.00') },
          { type: 'SHIPPING', subtotal: money('5.00') },
          {
            type: 'TAX',
            subtotal: money('3.15'),
            detailedBreakdowns: [
              { subtype: 'ITEM', value: money('2.10') },
              { subtype: 'SHIPPING', value: money('1.05') },
            ],
          },
        ],
      },
      ...item,
    },
  ],
  ...change,
});

const body = (raw: Json): object => {
  const { order: content } = normaliseOrder(raw);
  return { ...content, personalData: { v: 1, kid: 'k', wrappedKey: 'aa==', iv: 'aa==', ct: 'aa==' }, withheld: [] };
};

describe('An order of Amazon in our words', () => {
  it('keeps amounts of currencies with 0, 2 and 3 decimals as minor units', () => {
    const totalIn = (amount: string, currency: string): unknown =>
      normaliseOrder(order({ proceeds: { grandTotal: money(amount, currency) } })).order.grandTotal;
    expect(totalIn('5980', 'JPY')).toEqual({ minorUnits: 5980, currency: 'JPY' });
    expect(totalIn('18.1', 'EUR')).toEqual({ minorUnits: 1810, currency: 'EUR' });
    expect(totalIn('1.234', 'KWD')).toEqual({ minorUnits: 1234, currency: 'KWD' });
    expect(totalIn('12.000', 'JPY')).toEqual({ minorUnits: 12, currency: 'JPY' });
  });

  it('keeps ids beyond safe integers as texts, and refuses one that came as a number', () => {
    expect(normaliseOrder(order()).order.lines[0]!.orderItemId).toBe('9007199254740993123');
    expect(() => normaliseOrder(order({}, { orderItemId: 9_007_199_254_740_992 }))).toThrow(IncompleteAnswer);
  });

  it('keeps unknown values of every list of values', () => {
    const { order: content } = normaliseOrder(
      order(
        {
          programs: ['AMAZON_ON_MARS'],
          fulfillment: { fulfillmentStatus: 'BEAMED', fulfilledBy: 'ROBOT' },
          salesChannel: { channelName: 'ELSEWHERE' },
          associatedOrders: [{ orderId: '402-1-1', associationType: 'TWIN' }],
        },
        {
          proceeds: { proceedsTotal: money('1.00'), breakdowns: [{ type: 'STARDUST', subtotal: money('1.00') }] },
          tax: { taxCalculationBreakdowns: [{ reportingScheme: 'MARS' }], taxCollections: [{ model: 'NEW' }] },
        },
      ),
    );
    expect(content).toMatchObject({
      programs: ['AMAZON_ON_MARS'],
      fulfillmentStatus: 'BEAMED',
      fulfilledBy: 'ROBOT',
      salesChannel: 'ELSEWHERE',
      associatedOrders: [{ associationType: 'TWIN' }],
      lines: [{ components: [{ type: 'STARDUST' }], reportingSchemes: ['MARS'], taxCollections: [{ model: 'NEW' }] }],
    });
  });

  it('goes on without what may be missing: money of a pending order, address, SKU, status', () => {
    const { order: content, personalData } = normaliseOrder({
      ...order({ proceeds: undefined, recipient: undefined, fulfillment: undefined, programs: undefined }),
      orderItems: [{ orderItemId: '1', quantityOrdered: 1 }],
    });
    expect(content.lines).toEqual([
      { orderItemId: '1', quantityOrdered: 1, components: [], reportingSchemes: [], taxCollections: [] },
    ]);
    expect(content.grandTotal).toBeUndefined();
    expect(content.fulfillmentStatus).toBeUndefined();
    expect(personalData).toEqual({ giftMessages: [] });
  });

  it.each(['orderId', 'createdTime', 'lastUpdatedTime', 'orderItems'])('refuses an order without %s', (field) => {
    expect(() => normaliseOrder(order({ [field]: undefined }))).toThrow(new IncompleteAnswer(field));
  });

  it('takes a time with any zone as UTC, and one without a zone as none', () => {
    const at = (createdTime: string): string => normaliseOrder(order({ createdTime })).order.createdTime;
    expect(at('2026-11-20T10:00:00+01:00')).toBe('2026-11-20T09:00:00.000Z');
    expect(at('2026-11-20T09:00:00Z')).toBe('2026-11-20T09:00:00.000Z');
    for (const text of ['2026-11-20T10:00:00', '20 Nov 2026', '2026-13-45T00:00:00Z', '1732096800'])
      expect(() => at(text)).toThrow(IncompleteAnswer);
  });

  it.each([
    ['an amount that is a JSON number', { proceeds: { proceedsTotal: money(18.15) } }],
    ['an amount with decimals that the currency does not have', { proceeds: { proceedsTotal: money('18.155') } }],
    ['an amount in a currency without a code', { proceeds: { proceedsTotal: money('18.15', '') } }],
    ['a component without an amount', { proceeds: { breakdowns: [{ type: 'ITEM' }] } }],
    ['components that are no list', { proceeds: { breakdowns: { type: 'ITEM' } } }],
    ['half a piece', { quantityOrdered: 1.5 }],
    ['pieces below none', { fulfillment: { quantityFulfilled: -1 } }],
    ['no number of pieces', { quantityOrdered: undefined }],
  ])('gives out no figure of an order with %s, and says so', (_what, item) => {
    const { order: content, unreadable } = normaliseOrder(order({}, item));
    expect(unreadable).toMatch(/cannot be read$/);
    expect(content.grandTotal).toBeUndefined();
    expect(content.lines[0]).toEqual({
      orderItemId: '9007199254740993123',
      quantityOrdered: 0,
      components: [],
      reportingSchemes: [],
      taxCollections: [],
      ...('product' in item ? {} : { sku: 'MUG' }),
    });
    expect(() => validated(amazonOrderUpdatedV1, body(order({}, item)))).not.toThrow();
  });

  it('has another content hash when anything changes, buyer included, and the same when nothing does', () => {
    const hash = (raw: Json): string => normaliseOrder(raw).order.contentHash;
    expect(hash(order())).toBe(hash(order()));
    const changed = [
      order({ recipient: { deliveryAddress: { name: 'Another Person', countryCode: 'NL' } } }),
      order({ fulfillment: { fulfillmentStatus: 'SHIPPED' } }),
      order({}, { quantityOrdered: 3 }),
    ];
    expect(new Set([order(), ...changed].map(hash)).size).toBe(4);
  });

  it('says nothing personal outside the personal data but the country', () => {
    const { order: content } = normaliseOrder(order());
    expect(JSON.stringify(content)).not.toContain('Invented');
    expect(content.shipToCountry).toBe('NL');
  });
});

/** Every place of a JSON value, as the keys that lead there. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, entry]) => places(entry, [...path, key]))
      : [];
  return [[...path], ...below];
}

/** The value with something else at one place; undefined takes the field away. */
function changedAt(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = changedAt(copy[key], rest, to);
  return copy;
}

/** What `JSON.parse` can bring and nobody wants. */
const junk = oneof(
  constantFrom(undefined, null, true, 0, -1, 1.5, 2 ** 60, '', ' ', '1e3', '-0', '12.345', '٣', '\0', '\ud83d', 'NaN'),
  constantFrom<unknown>([], {}, [null], [[]], { amount: 1 }, { amount: '1.00' }),
  string({ unit: 'binary', maxLength: 30 }),
  anything({ maxDepth: 2 }),
);
const malformed = tuple(array(tuple(nat(), junk), { minLength: 1, maxLength: 3 }), constant(order())).map(
  ([changes, whole]) =>
    changes.reduce<unknown>((raw, [at, to]) => {
      const all = places(raw).slice(1);
      return all.length === 0 ? raw : changedAt(raw, all[at % all.length]!, to);
    }, whole) as Json,
);

const amountsIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : 'minorUnits' in value
      ? [decimalOf(value as Parameters<typeof decimalOf>[0])]
      : Object.values(value).flatMap(amountsIn);

describe('Whatever Amazon sends', () => {
  it('is read, or refused by name; never anything else', () => {
    assert(
      property(malformed, (raw) => {
        try {
          normaliseOrder(raw);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(IncompleteAnswer);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('fits the contract and the database, or is refused by the contract', () => {
    assert(
      property(malformed, (raw) => {
        try {
          const text = JSON.stringify(body(raw));
          expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
          validated(amazonOrderUpdatedV1, JSON.parse(text));
        } catch (thrown) {
          if (!(thrown instanceof IncompleteAnswer)) expect(thrown).toBeInstanceOf(ContractBroken);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the figures that Amazon sent, or none: no part of a sum is lost in silence', () => {
    assert(
      property(malformed, (raw) => {
        let result;
        try {
          result = normaliseOrder(raw);
        } catch {
          return;
        }
        const lines = raw['orderItems'] as { proceeds?: { breakdowns?: unknown[] } }[];
        if (result.unreadable !== undefined) return expect(amountsIn(result.order)).toEqual([]);
        result.order.lines.forEach(({ components }, index) =>
          expect(components).toHaveLength(lines[index]?.proceeds?.breakdowns?.length ?? 0),
        );
        const sent = JSON.stringify(raw);
        for (const amount of amountsIn(result.order)) {
          const bare = amount.replace(/\.?0+$/, '');
          expect(sent).toContain(bare);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

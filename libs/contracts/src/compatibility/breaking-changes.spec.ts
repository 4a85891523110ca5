import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '../tools/json-schema.js';
import { breakingChanges } from './breaking-changes.js';

const released: JsonSchema = {
  title: 'ParcelSentV1',
  type: 'object',
  properties: {
    code: { type: 'string', minLength: 1, maxLength: 30 },
    weight: { type: 'integer', minimum: 1 },
    carrier: { type: 'string', enum: ['post', 'courier'] },
    note: { type: 'string' },
    sentAt: { type: 'string', format: 'date-time' },
    lines: { type: 'array', items: { $ref: '#/$defs/LineV1' }, maxItems: 100 },
  },
  required: ['code', 'weight', 'carrier', 'sentAt', 'lines'],
  $defs: {
    LineV1: { type: 'object', properties: { price: { type: 'string', pattern: '^\\d+$' } }, required: ['price'] },
  },
};

/** The released schema after one change. */
function after(change: (schema: JsonSchema & Required<Pick<JsonSchema, 'properties' | 'required' | '$defs'>>) => void) {
  const copy = structuredClone(released) as Parameters<typeof change>[0];
  change(copy);
  return copy;
}

const without = (list: readonly string[], name: string): string[] => list.filter((entry) => entry !== name);

describe('a released message stays readable: what only adds', () => {
  it.each<[string, JsonSchema]>([
    ['nothing changed', after(() => undefined)],
    ['a new optional field', after((now) => void (now.properties['track'] = { type: 'string' }))],
    [
      'a new optional field in a part',
      after((now) => void (now.$defs['LineV1']!.properties!['sku'] = { type: 'string', maxLength: 40 })),
    ],
    [
      'a new optional object with required fields of its own',
      after((now) => {
        now.$defs['PlaceV1'] = { type: 'object', properties: { zip: { type: 'string' } }, required: ['zip'] };
        now.properties['place'] = { $ref: '#/$defs/PlaceV1' };
      }),
    ],
    [
      'other words in title, description and examples',
      after((now) => void Object.assign(now, { title: 'X', description: 'Y', examples: [{}] })),
    ],
    ['the order of required fields', after((now) => void (now.required = [...now.required].reverse()))],
    [
      'a part that is renamed but the same',
      after((now) => {
        now.$defs = { RowV1: now.$defs['LineV1']! };
        now.properties['lines']!.items = { $ref: '#/$defs/RowV1' };
      }),
    ],
  ])('%s: accepted', (_what, present) => {
    expect(breakingChanges(released, present)).toEqual([]);
  });
});

describe('a released message stays readable: what breaks', () => {
  const field = (name: string, change: (field: JsonSchema) => void): JsonSchema =>
    after((now) => change(now.properties[name]!));

  it.each<[string, JsonSchema, string, 'reader' | 'writer' | 'both', string]>([
    [
      'an optional field removed',
      after((now) => void delete now.properties['note']),
      'note',
      'reader',
      'field removed',
    ],
    [
      'a required field removed',
      after((now) => {
        delete now.properties['weight'];
        now.required = without(now.required, 'weight');
      }),
      'weight',
      'reader',
      'field removed',
    ],
    [
      'a type changed',
      field('weight', (weight) => void (weight.type = 'string')),
      'weight',
      'both',
      'type changed from integer to string',
    ],
    [
      'an object in place of a text',
      field('note', (note) => void (note.type = 'object')),
      'note',
      'both',
      'type changed from string to object',
    ],
    [
      'an optional field that became required',
      after((now) => void (now.required = [...now.required, 'note'])),
      'note',
      'writer',
      'optional field became required',
    ],
    [
      'a required field that became optional',
      after((now) => void (now.required = without(now.required, 'sentAt'))),
      'sentAt',
      'reader',
      'required field became optional',
    ],
    [
      'a new required field',
      after((now) => {
        now.properties['track'] = { type: 'string' };
        now.required = [...now.required, 'track'];
      }),
      'track',
      'writer',
      'required field added',
    ],
    [
      'a value removed',
      field('carrier', (carrier) => void (carrier.enum = ['post'])),
      'carrier',
      'writer',
      'value removed: courier',
    ],
    [
      'a value added to a closed list',
      field('carrier', (carrier) => void (carrier.enum = ['post', 'courier', 'drone'])),
      'carrier',
      'reader',
      'value added to a closed list: drone',
    ],
    [
      'a list where any text was allowed',
      field('note', (note) => void (note.enum = ['a'])),
      'note',
      'writer',
      'values restricted to a list',
    ],
    [
      'a shorter text',
      field('code', (code) => void (code.maxLength = 20)),
      'code',
      'writer',
      'constraint tightened: maxLength 30 → 20',
    ],
    [
      'a longer text',
      field('code', (code) => void (code.maxLength = 60)),
      'code',
      'reader',
      'constraint loosened: maxLength 30 → 60',
    ],
    [
      'a higher minimum',
      field('weight', (weight) => void (weight.minimum = 5)),
      'weight',
      'writer',
      'constraint tightened: minimum 1 → 5',
    ],
    [
      'a minimum dropped',
      field('weight', (weight) => void delete weight.minimum),
      'weight',
      'reader',
      'constraint loosened: minimum 1 → none',
    ],
    [
      'a new limit',
      field('note', (note) => void (note.maxLength = 10)),
      'note',
      'writer',
      'constraint tightened: maxLength none → 10',
    ],
    [
      'fewer entries',
      field('lines', (lines) => void (lines.maxItems = 50)),
      'lines',
      'writer',
      'constraint tightened: maxItems 100 → 50',
    ],
    ['another format', field('sentAt', (sentAt) => void (sentAt.format = 'date')), 'sentAt', 'both', 'format changed'],
    [
      'another pattern in a part',
      after((now) => void (now.$defs['LineV1']!.properties!['price']!.pattern = '^\\d+\\.\\d\\d$')),
      'lines[].price',
      'both',
      'pattern changed',
    ],
    [
      'a field of a part removed',
      after((now) => void (now.$defs['LineV1']!.properties = {})),
      'lines[].price',
      'reader',
      'field removed',
    ],
  ])('%s: refused, by name', (_what, present, path, breaks, what) => {
    expect(breakingChanges(released, present)).toContainEqual({ path, breaks, what });
  });

  it('a keyword that the comparison does not know is taken for breaking', () => {
    const present = after((now) => void Object.assign(now.properties['note']!, { not: { const: '' } }));
    expect(breakingChanges(released, present)).toEqual([{ path: 'note', breaks: 'both', what: 'not changed' }]);
  });

  it('names every change, not only the first', () => {
    const present = after((now) => {
      delete now.properties['note'];
      now.properties['code']!.maxLength = 10;
    });
    expect(breakingChanges(released, present)).toHaveLength(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { IsInt, IsOptional, IsString, validateSync } from 'class-validator';
import { allContracts, contractNamed, event } from '../index.js';
import { asyncApiDocument } from '../tools/asyncapi.js';
import { bodySchema } from '../tools/body-schema.js';
import { breakingChanges } from './breaking-changes.js';

/** The first version: weight as a text. */
class ParcelSentV1 {
  @IsString()
  weight!: string;
}

/** The second: grams, and who carries it. */
class ParcelSentV2 {
  @IsInt()
  grams!: number;

  @IsOptional()
  @IsString()
  carrier?: string;
}

const v1 = event('sync.parcel.sent.v1', ParcelSentV1, { summary: 'A parcel left.', example: { weight: '1.2 kg' } });
const v2 = event('sync.parcel.sent.v2', ParcelSentV2, { summary: 'A parcel left.', example: { grams: 1200 } });
const docs = new Map<string, string>();

const reads = (body: ClassConstructor<object>, sent: object): boolean =>
  validateSync(plainToInstance(body, JSON.parse(JSON.stringify(sent)) as object)).length === 0;

describe('two versions of one message side by side', () => {
  it('are two contracts: each is found by its name and read by its own class', () => {
    expect(allContracts()).toEqual(expect.arrayContaining([v1, v2]));
    expect(contractNamed('sync.parcel.sent.v1')).toBe(v1);
    expect(contractNamed('sync.parcel.sent.v2')).toBe(v2);
    expect([reads(v1.body, v1.example), reads(v2.body, v2.example)]).toEqual([true, true]);
  });

  it('are not taken for each other: the new one would break readers of the old one, so it has a name of its own', () => {
    expect([reads(v1.body, v2.example), reads(v2.body, v1.example)]).toEqual([false, false]);
    const changes = breakingChanges(bodySchema(v1.body, docs), bodySchema(v2.body, docs));
    expect(changes.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      'weight: field removed',
      'grams: required field added',
    ]);
  });

  it('go through one queue while old and new pods run: both are bound, both are in the document with their own schema', () => {
    const document = asyncApiDocument([v1, v2], { 'sync-core': { orders: [v1, v2] } }, ({ body }) =>
      bodySchema(body, docs),
    );
    expect(document).toMatchObject({
      channels: {
        'sync-core.orders': { messages: { 'sync.parcel.sent.v1': {}, 'sync.parcel.sent.v2': {} } },
      },
      components: {
        schemas: {
          'sync.parcel.sent.v1': { title: 'ParcelSentV1', required: ['weight'] },
          'sync.parcel.sent.v2': { title: 'ParcelSentV2', required: ['grams'] },
        },
      },
    });
  });

  it('a reader of the old class tolerates a field that only a newer writer knows', () => {
    expect(reads(ParcelSentV1, { weight: '1.2 kg', carrier: 'post' })).toBe(true);
  });
});

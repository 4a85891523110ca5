import { describe, expect, it } from '@jest/globals';
import { behind, placeIn } from './place-in-stores.js';

const NL = 'A1805IZSGTT6HS';
const DE = 'A1PA6795UKMFR9';
const NOW = new Date('2026-11-23T10:00:00.000Z');
const began = '2026-11-23T09:00:00.000Z';

describe('The place of a walk over stores', () => {
  it('is the first store at the beginning, then each of the others, then none', () => {
    const first = placeIn([NL, DE], null, NOW);
    expect(first).toEqual({ began: NOW.toISOString(), done: [], marketplaceId: NL, isMiddle: false });
    const second = placeIn([NL, DE], behind(first, NL), NOW);
    expect(second).toMatchObject({ done: [NL], marketplaceId: DE, isMiddle: false });
    expect(placeIn([NL, DE], behind(second, DE), NOW)).toEqual({ ...second, done: [NL, DE], marketplaceId: undefined });
  });

  it('stays at its store when others come before it, and reads those afterwards', () => {
    const place = { began, done: [], marketplaceId: DE };
    expect(placeIn([NL, DE], place, NOW)).toEqual({ ...place, isMiddle: true });
    expect(placeIn([NL, DE], behind(place, DE), NOW).marketplaceId).toBe(NL);
  });

  it('leaves a store that the connection no longer has', () => {
    expect(placeIn([NL], { began, done: [], marketplaceId: DE }, NOW)).toMatchObject({
      began,
      marketplaceId: NL,
      isMiddle: false,
    });
  });

  it('is at the beginning where a page counts stores, as pages once did', () => {
    const counted = { marketplace: 1, began, stage: 'closer', after: 'MUG' };
    expect(placeIn([NL, DE], counted, NOW)).toMatchObject({ began: NOW.toISOString(), done: [], marketplaceId: NL });
  });
});

import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { afterPage, beginning, outOfReach, windowOf, type CatalogueWalk, type WalkedPage } from './catalogue-walk.js';

const PAGE = 20;

/** Amazon's search over listings that were created at these moments: sorted, 20 a page, 1,000 within reach. */
function search(created: readonly number[], walk: CatalogueWalk): WalkedPage & { found: readonly number[] } {
  const after = Date.parse(windowOf(walk).createdAfter ?? '1970-01-01T00:00:00.000Z');
  const all = created.map((at, index) => ({ at, index })).filter(({ at }) => at >= after);
  const reachable = all.toSorted((a, b) => a.at - b.at).slice(0, 1_000);
  const offset = Number(walk.token ?? 0);
  const shown = reachable.slice(offset, offset + PAGE);
  return {
    found: shown.map(({ index }) => index),
    items: shown.map(({ at }) => ({ summaries: [{ createdDate: new Date(at).toISOString() }] })),
    numberOfResults: all.length,
    ...(offset + PAGE < reachable.length ? { nextToken: String(offset + PAGE) } : {}),
  };
}

/** Walks through one store. */
function walkThrough(created: readonly number[]): { seen: Set<number>; pages: number; outOfReach: string[] } {
  const result = { seen: new Set<number>(), pages: 0, outOfReach: [] as string[] };
  for (let walk: CatalogueWalk | undefined = beginning(undefined); walk !== undefined;) {
    const page: ReturnType<typeof search> = search(created, walk);
    page.found.forEach((index) => result.seen.add(index));
    result.outOfReach.push(...[outOfReach(walk, page)].filter((words) => words !== undefined));
    result.pages += 1;
    walk = afterPage(walk, page);
  }
  return result;
}

describe('A walk over listings', () => {
  it('sees every listing, whenever each was created', () => {
    const moments = array(integer({ min: 1, max: 1_000 }), { minLength: 0, maxLength: 3_500, size: 'max' });
    assert(
      property(moments, (created) => {
        const sizes = Array.from(Map.groupBy(created, (at) => at).values(), ({ length }) => length);
        const most = Math.max(0, ...sizes);
        const { seen, outOfReach: words } = walkThrough(created);
        if (most < 1_000) {
          expect(seen.size).toBe(created.length);
          expect(words).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes 500 calls for 10,000 listings, and a few more for its windows', () => {
    const { seen, pages } = walkThrough(Array.from({ length: 10_000 }, (_, index) => index + 1));
    expect(seen.size).toBe(10_000);
    expect(pages).toBeLessThanOrEqual(510);
  });

  it('ends, says what is out of reach, and sees what comes after, when 1,500 were created at one moment', () => {
    const { seen, outOfReach: words } = walkThrough([...Array.from({ length: 1_500 }, () => 5), 6, 7]);
    expect(seen.size).toBe(1_002);
    expect(words).toEqual(['more than 1,000 listings were created at 1970-01-01T00:00:00.005Z']);
  });

  it('ends when Amazon gives no day of creation, and says so', () => {
    const page = { items: [{}], numberOfResults: 1_200 };
    const walk = beginning(undefined);
    expect(outOfReach(walk, page)).toContain('no day of creation');
    expect(afterPage(walk, page)).toBeUndefined();
  });

  it('asks for what changed since the last walk, through all its windows', () => {
    const walk = beginning(new Date('2026-11-23T09:00:00.000Z'));
    expect(windowOf(walk)).toEqual({ lastUpdatedAfter: '2026-11-23T09:00:00.000Z' });
    const items = [{ summaries: [{ createdDate: '2026-01-01T00:00:00Z' }] }];
    expect(windowOf(afterPage(walk, { items, numberOfResults: 1_200 })!)).toEqual({
      lastUpdatedAfter: '2026-11-23T09:00:00.000Z',
      createdAfter: '2026-01-01T00:00:00.000Z',
    });
  });
});

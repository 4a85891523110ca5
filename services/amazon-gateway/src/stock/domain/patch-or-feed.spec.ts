import { describe, expect, it } from '@jest/globals';
import { feedThreshold } from './patch-or-feed.js';

describe('Single writes or a feed', () => {
  it('is a feed from as many on as five writes a second do in the time of a feed: half an hour until one was measured', () => {
    expect(feedThreshold([])).toBe(9_000);
    expect(feedThreshold([240, 360])).toBe(1_500);
  });

  it('is never a feed for a hundred, and never hours of single writes', () => {
    expect(feedThreshold([1])).toBe(100);
    expect(feedThreshold([8 * 3_600])).toBe(18_000);
  });
});

import { describe, expect, it } from '@jest/globals';
import { purgeTime } from './purge-time.js';

describe("How long a buyer's data are kept (C2)", () => {
  const createdTime = new Date('2026-11-01T00:00:00Z');

  it('ends thirty days after shipping: Amazon tells no delivery', () => {
    expect(purgeTime({ createdTime, shippedAt: new Date('2026-11-05T00:00:00Z') })).toEqual(
      new Date('2026-12-05T00:00:00Z'),
    );
  });

  it('ends ninety days after the order was made where it never ships', () => {
    expect(purgeTime({ createdTime, shippedAt: null })).toEqual(new Date('2027-01-30T00:00:00Z'));
  });
});

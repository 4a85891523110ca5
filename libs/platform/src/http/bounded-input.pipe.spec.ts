import { describe, expect, it } from '@jest/globals';
import { BoundedInputPipe, faultOf } from './bounded-input.pipe.js';

const nested = (levels: number): unknown => (levels === 0 ? 'end' : { inner: nested(levels - 1) });

describe('S-12: input of the API', () => {
  it('passes as it is within the bounds', () => {
    const body = { by: 'Anna', lines: [{ sku: 'ÉTUI-ß-😀' }], deep: nested(30) };
    expect(new BoundedInputPipe().transform(body)).toBe(body);
  });

  it.each([
    ['is nested too deep', nested(33), 'deeper than 32'],
    ['has an array too long', { skus: Array.from({ length: 10_001 }, () => 'A') }, '10001 entries'],
    ['holds a NUL', { by: 'Anna\0' }, 'NUL'],
    ['holds half a surrogate pair', ['\ud800'], 'surrogate'],
    ['holds a NUL in a name', { 'a\0b': 1 }, 'NUL'],
  ])('is refused when it %s', (_what, value, says) => {
    expect(faultOf(value, 0)).toContain(says);
    expect(() => new BoundedInputPipe().transform(value)).toThrow(says);
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cursorOf, keyIn, pageOf } from './page-cursor.js';

const ID = '0192f5a0-7d3c-7b5e-9c1a-3f2b8d4e6a10';

describe('the pages of a list', () => {
  it('have a next one only where one more was read', () => {
    const keyOf = (sku: string) => [sku, ID] as const;
    expect(pageOf(['a', 'b'], 2, keyOf)).toEqual({ rows: ['a', 'b'] });
    expect(pageOf(['a', 'b', 'c'], 2, keyOf)).toEqual({ rows: ['a', 'b'], next: cursorOf(['b', ID]) });
  });

  it('go on after any key, whatever characters it has', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((written) => !written.includes('\0'));
    fc.assert(
      fc.property(text, fc.uuid({ version: 7 }), text, (sku, id, code) => {
        expect(keyIn(cursorOf([sku, id, code]), 3)).toEqual([sku, id, code]);
      }),
    );
  });

  it('begin at the start without a cursor', () => {
    expect(keyIn(undefined, 2)).toEqual([null, null]);
  });

  it.each([
    ['an order id', '403-0000000-0000001'],
    ['a cursor of a longer list', cursorOf(['a', ID, 'b'])],
    ['a key without an id', Buffer.from('["a","b"]').toString('base64url')],
    ['a key with a number', Buffer.from(`[1,"${ID}"]`).toString('base64url')],
    ['a NUL', cursorOf(['\0', ID])],
    ['an empty text', ''],
  ])('do not go on after %s', (_what, cursor) => {
    expect(() => keyIn(cursor, 2)).toThrow(/^after: send the `next`/);
  });
});

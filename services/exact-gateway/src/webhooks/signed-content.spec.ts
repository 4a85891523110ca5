import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { assert, dictionary, integer, jsonValue, property, string } from 'fast-check';
import { signedContent, textOfContent } from './signed-content.js';

const SECRET = 'a-secret-of-the-tests';
const CONTENT =
  '{"Topic":"StockPositions","ClientId":"7d1c0f0e-0000-4000-8000-000000000001","Division":123456,"Action":"Update","Key":"6f1c1d5e-9f3a-4f0e-8a56-000000000005","ExactOnlineEndpoint":"https://start.exactonline.nl/api/v1/123456/x(guid\'6f1c\')","EventCreatedOn":"2026-11-23T16:26:08.587"}';

const signed = (content: string, secret = SECRET): string =>
  `{"Content":${content},"HashCode":"${createHmac('sha256', secret).update(content).digest('hex').toUpperCase()}"}`;

describe('S-18: a webhook of Exact', () => {
  it('is believed when it is signed over the very text of its content', () => {
    expect(signedContent(signed(CONTENT), SECRET)).toEqual({
      topic: 'StockPositions',
      clientId: '7d1c0f0e-0000-4000-8000-000000000001',
      division: 123_456,
      key: '6f1c1d5e-9f3a-4f0e-8a56-000000000005',
      action: 'Update',
    });
  });

  const good = signed(CONTENT);
  const flips = Array.from({ length: 20 }, (_, index) => Math.floor(((index + 0.5) * good.length) / 20));
  const flipped = (at: number): string =>
    good.slice(0, at) + String.fromCharCode(good.charCodeAt(at) ^ 1) + good.slice(at + 1);
  const others: readonly (readonly [string, string])[] = [
    ['signed with another secret', signed(CONTENT, 'another')],
    ['in lower case', `{"Content":${CONTENT.toLowerCase()},"HashCode":"${good.slice(-66, -2)}"}`],
    ['written anew with blanks', good.replaceAll(',"', ', "')],
    ['of another division', good.replace('123456,', '123457,')],
    ['without a signature', `{"Content":${CONTENT}}`],
    ['with an empty signature', `{"Content":${CONTENT},"HashCode":""}`],
    ['with a short signature', `{"Content":${CONTENT},"HashCode":"AB"}`],
    ['with its parts swapped', `{"HashCode":"${good.slice(-66, -2)}","Content":${CONTENT}}`],
    ['cut in the middle', good.slice(0, good.length / 2)],
    ['that is no JSON', 'Content=1'],
  ];
  it.each([...others, ...flips.map((at) => [`with the sign at ${at} changed`, flipped(at)] as const)])(
    'is not believed %s',
    (_how, raw) => {
      expect(signedContent(raw, SECRET)).toBeUndefined();
    },
  );

  it('is cut out exactly, whatever its texts hold', () => {
    assert(
      property(dictionary(string(), jsonValue()), integer(), (content, more) => {
        const text = JSON.stringify(content);
        expect(textOfContent(`{"Content":${text},"HashCode":"${more}"}`)).toBe(text);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { signatureFault } from './aws-signature.js';

/** `get-vanilla` of the test suite that AWS publishes for Signature Version 4. */
const KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
  'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';

describe('AWS Signature Version 4', () => {
  const call = (authorization: string | undefined, path = '/') => ({
    method: 'GET',
    path,
    query: new URLSearchParams(),
    headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z', authorization },
    body: Buffer.alloc(0),
  });

  it('is right as AWS itself reckons it', () => {
    expect(signatureFault(call(SIGNED), KEY)).toBeUndefined();
  });

  it('is wrong when a part of the request or the secret is another one', () => {
    expect(signatureFault(call(SIGNED, '/other'), KEY)).toBe('wrong');
    expect(signatureFault(call(SIGNED), { ...KEY, secret: 'another' })).toBe('wrong');
  });

  it('is missed, and the key must be known', () => {
    expect(signatureFault(call(undefined), KEY)).toBe('missing');
    expect(signatureFault(call(SIGNED), { ...KEY, id: 'AKIDOTHER' })).toBe('unknown-key');
  });
});

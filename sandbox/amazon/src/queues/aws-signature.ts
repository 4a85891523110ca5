import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '@connector/simulation';

/** Who may use the queues: a key as AWS hands it out. */
export interface AwsKey {
  readonly id: string;
  readonly secret: string;
}

export type SignatureFault = 'missing' | 'unknown-key' | 'wrong';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Checks AWS Signature Version 4 of a request. Its time is not held against a clock: the sandbox's may be set apart.
 * @returns what is wrong; undefined: it was signed with this key
 */
export function signatureFault(call: Call, key: AwsKey): SignatureFault | undefined {
  const given = AUTHORIZATION.exec(call.headers.authorization ?? '');
  if (given === null) return 'missing';
  const [, id, day, region, service, signedHeaders, signature] = given as unknown as string[];
  if (id !== key.id) return 'unknown-key';
  const scope = [day!, region!, service!, 'aws4_request'];
  const toSign = [
    'AWS4-HMAC-SHA256',
    headerOf(call, 'x-amz-date'),
    scope.join('/'),
    sha256(canonical(call, signedHeaders!)),
  ];
  const signingKey = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${key.secret}`);
  const expected = hmac(signingKey, toSign.join('\n'));
  const right = timingSafeEqual(expected, Buffer.from(signature!, 'hex'));
  return right && signedHeaders!.split(';').includes('host') ? undefined : 'wrong';
}

/** The request in the form that is signed. */
function canonical(call: Call, signedHeaders: string): string {
  const encoded = (text: string): string =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const path = call.path.split('/').map(encoded).join('/');
  const query = [...call.query].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const headers = signedHeaders.split(';').map((name) => `${name}:${headerOf(call, name)}\n`);
  return [call.method, path, query.join('&'), headers.join(''), signedHeaders, sha256(call.body)].join('\n');
}

function headerOf(call: Call, name: string): string {
  const value = call.headers[name] ?? '';
  return (Array.isArray(value) ? value.join(',') : value).trim().replace(/\s+/g, ' ');
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

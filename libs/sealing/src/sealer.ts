import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/** Sealed JSON: see SealedV1 of the contracts, which has the same shape. */
export interface Sealed {
  readonly v: 1;
  readonly kid: string;
  readonly wrappedKey: string;
  readonly iv: string;
  readonly ct: string;
}

/** It does not open: another place, another key, or changed on the way. Says nothing of the content. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Envelope encryption: each value under a data key of its own, the data key wrapped by a master key of the ring.
 * The place (see {@link messagePlace}, {@link rowPlace}) is authenticated, so a sealed value moved elsewhere does not open.
 */
export class Sealer {
  constructor(private readonly ring: KeyRing) {}

  /** Seals any JSON value for one place. */
  seal(value: unknown, place: string): Sealed {
    const { kid, key } = this.ring.newest();
    const dataKey = randomBytes(32);
    const wrapped = encrypt(key, dataKey, `${kid}\n${place}`);
    const sealed = encrypt(dataKey, Buffer.from(JSON.stringify(value), 'utf8'), place);
    return {
      v: 1,
      kid,
      wrappedKey: Buffer.concat([wrapped.iv, wrapped.ct]).toString('base64'),
      iv: sealed.iv.toString('base64'),
      ct: sealed.ct.toString('base64'),
    };
  }

  /**
   * Opens what was sealed for this place.
   * @throws SealError when it was sealed for another place, its master key is gone, or it was changed
   */
  open(sealed: Sealed, place: string): unknown {
    const key = this.ring.find(sealed.kid);
    if (key === undefined) throw new SealError(`The master key "${sealed.kid}" is not in the key ring`);
    try {
      const wrapped = Buffer.from(sealed.wrappedKey, 'base64');
      const dataKey = decrypt(
        key,
        wrapped.subarray(0, IV_BYTES),
        wrapped.subarray(IV_BYTES),
        `${sealed.kid}\n${place}`,
      );
      const plain = decrypt(dataKey, Buffer.from(sealed.iv, 'base64'), Buffer.from(sealed.ct, 'base64'), place);
      return JSON.parse(plain.toString('utf8')) as unknown;
    } catch {
      throw new SealError('A sealed value does not open at this place');
    }
  }

  /** A keyed hash (HMAC-SHA-256, hex) of what identifies somebody: equal for equal texts, and it tells nothing else. */
  identityHash(kind: string, text: string): string {
    return createHmac('sha256', this.ring.identityKey()).update(`${kind}\n${text}`).digest('hex');
  }
}

/** The place of a sealed field in a message. */
export function messagePlace(connectionId: string, messageType: string, field: string): string {
  return `message\n${connectionId}\n${messageType}\n${field}`;
}

/** The place of a ticket that lets a browser begin a consent at this gateway, for ten minutes and once. */
export function consentTicketPlace(gateway: string): string {
  return `consent-ticket\n${gateway}`;
}

/** The place of a sealed column in a row. */
export function rowPlace(table: string, column: string, row: string): string {
  return `row\n${table}\n${column}\n${row}`;
}

function encrypt(key: Buffer, plain: Buffer, place: string): { iv: Buffer; ct: Buffer } {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place, 'utf8'));
  return { iv, ct: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}

function decrypt(key: Buffer, iv: Buffer, ct: Buffer, place: string): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(ct.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(ct.subarray(0, -TAG_BYTES)), decipher.final()]);
}

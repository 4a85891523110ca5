import { Equals, IsBase64, IsString, Matches } from 'class-validator';

/**
 * Personal data or a secret, encrypted: AES-256-GCM under a data key of its own, which is wrapped by the master key `kid`.
 * Bound to its place by additional authenticated data (connection, message type, field), so it opens nowhere else.
 * libs/sealing makes and opens it.
 */
export class SealedV1 {
  @Equals(1)
  v!: 1;

  /** id of the master key that wraps the data key */
  @IsString()
  @Matches(/^[\w.-]{1,64}$/)
  kid!: string;

  @IsBase64()
  wrappedKey!: string;

  @IsBase64()
  iv!: string;

  /** cipher text followed by the 16 byte authentication tag */
  @IsBase64()
  ct!: string;
}

/** Invented content for examples of messages. */
export const sealedExample: SealedV1 = {
  v: 1,
  kid: '2026-11',
  wrappedKey: 'c2VhbGVkLWRhdGEta2V5',
  iv: 'aW52ZW50ZWQtaXY=',
  ct: 'aW52ZW50ZWQtY2lwaGVyLXRleHQ=',
};

import { createHash, randomBytes } from 'node:crypto';

/** The hash of a password as RabbitMQ keeps it: a salt of four bytes before the SHA-256 of salt and password. */
export function passwordHash(password: string): { password_hash: string; hashing_algorithm: string } {
  const salt = randomBytes(4);
  const digest = createHash('sha256')
    .update(Buffer.concat([salt, Buffer.from(password)]))
    .digest();
  return {
    password_hash: Buffer.concat([salt, digest]).toString('base64'),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
  };
}

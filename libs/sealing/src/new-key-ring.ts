import { randomBytes } from 'node:crypto';

/** The text of a new key ring file with one master key; for development, tests and `ops key-ring`. */
export function newKeyRingFile(kid: string): string {
  const key = (): string => randomBytes(32).toString('base64');
  return `${JSON.stringify({ keys: [{ kid, key: key() }], identityKey: key() }, undefined, 2)}\n`;
}

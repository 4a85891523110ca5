import { randomBytes } from 'node:crypto';

interface KeyRingFile {
  readonly keys: readonly { readonly kid: string; readonly key: string }[];
  readonly identityKey: string;
}

/** The text of a new key ring file with one master key; for development, tests and `ops key-ring`. */
export function newKeyRingFile(kid: string): string {
  return text({ keys: [{ kid, key: newKey() }], identityKey: newKey() });
}

/** The text of a key ring file with one more key, named after its moment; the older keys stay, for what they sealed. */
export function keyRingFileWithNewKey(before: string | undefined, at: Date): string {
  const kid = at.toISOString().slice(0, 19).replaceAll(':', '');
  if (before === undefined) return newKeyRingFile(kid);
  const ring = JSON.parse(before) as KeyRingFile;
  return text({ ...ring, keys: [...ring.keys, { kid, key: newKey() }] });
}

const newKey = (): string => randomBytes(32).toString('base64');

const text = (ring: KeyRingFile): string => `${JSON.stringify(ring, undefined, 2)}\n`;

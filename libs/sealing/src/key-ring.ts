import { readFileSync, statSync } from 'node:fs';

/** The file of the key ring is missing or wrong. The message says where and what, never a key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

interface Keys {
  readonly byId: ReadonlyMap<string, Buffer>;
  readonly newest: string;
  readonly identityKey: Buffer;
}

/**
 * The master keys, a mounted JSON file: `{"keys": [{"kid": "2026-11", "key": "<base64 of 32 bytes>"}], "identityKey": "<base64 of 32 bytes>"}`.
 * The last key of the list seals, all of them open. The file is read again when it changes, so keys rotate without a restart.
 * `identityKey` hashes what identifies a buyer and is never rotated: the hashes would no longer match.
 */
export class KeyRing {
  private keys: Keys;
  private checkedAt = 0;
  private version: string;

  constructor(private readonly path: string) {
    this.version = versionOf(path);
    this.keys = parse(path);
  }

  /** The key that seals from now on. */
  newest(): { kid: string; key: Buffer } {
    const { byId, newest } = this.current();
    return { kid: newest, key: byId.get(newest)! };
  }

  /** The key with this id, if the ring still holds it. */
  find(kid: string): Buffer | undefined {
    return this.current().byId.get(kid);
  }

  identityKey(): Buffer {
    return this.current().identityKey;
  }

  private current(): Keys {
    if (Date.now() - this.checkedAt > 5_000) {
      this.checkedAt = Date.now();
      const version = versionOf(this.path);
      if (version !== this.version) {
        this.keys = parse(this.path);
        this.version = version;
      }
    }
    return this.keys;
  }
}

function versionOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path);
    return `${mtimeMs}-${size}-${ino}`;
  } catch {
    throw new KeyRingError(`The key ring file ${path} cannot be read`);
  }
}

function parse(path: string): Keys {
  let ring: { keys?: { kid?: unknown; key?: unknown }[]; identityKey?: unknown };
  try {
    ring = JSON.parse(readFileSync(path, 'utf8')) as typeof ring;
  } catch {
    throw new KeyRingError(`The key ring file ${path} is no JSON`);
  }
  const byId = new Map<string, Buffer>();
  for (const { kid, key } of ring.keys ?? []) {
    if (typeof kid !== 'string' || !/^[\w.-]{1,64}$/.test(kid))
      throw new KeyRingError(`The key ring file ${path} has a key without a usable kid`);
    byId.set(kid, keyOf(path, `key "${kid}"`, key));
  }
  const newest = [...byId.keys()].at(-1);
  if (newest === undefined) throw new KeyRingError(`The key ring file ${path} has no keys`);
  return { byId, newest, identityKey: keyOf(path, 'identityKey', ring.identityKey) };
}

function keyOf(path: string, name: string, value: unknown): Buffer {
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (key.length !== 32) throw new KeyRingError(`The key ring file ${path}: ${name} must be the base64 of 32 bytes`);
  return key;
}

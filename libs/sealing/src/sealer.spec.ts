import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assert, jsonValue, property, string } from 'fast-check';
import { KeyRing, KeyRingError, messagePlace, newKeyRingFile, rowPlace, SealError, Sealer } from './index.js';

describe('Personal data travel and rest sealed (C2, S-02, S-04)', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-ring-'));
    file = join(folder, 'ring.json');
    writeFileSync(file, newKeyRingFile('2026-11'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('opens at its own place what was sealed there', () => {
    const sealer = new Sealer(new KeyRing(file));
    assert(
      property(jsonValue(), string(), (value, place) => {
        expect(sealer.open(sealer.seal(value, place), place)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 200 },
    );
  });

  it('does not open in another row, another field or for another connection', () => {
    const sealer = new Sealer(new KeyRing(file));
    const sealed = sealer.seal({ name: 'Invented Person' }, rowPlace('amazon_order', 'personal_data', 'order-1'));
    expect(() => sealer.open(sealed, rowPlace('amazon_order', 'personal_data', 'order-2'))).toThrow(SealError);
    const inMessage = sealer.seal('secret', messagePlace('c1', 'amazon.connection.configure.v1', 'refreshToken'));
    expect(() => sealer.open(inMessage, messagePlace('c2', 'amazon.connection.configure.v1', 'refreshToken'))).toThrow(
      SealError,
    );
  });

  it('does not open when a single bit was changed', () => {
    const sealer = new Sealer(new KeyRing(file));
    const sealed = sealer.seal('text', 'place');
    const bytes = Buffer.from(sealed.ct, 'base64');
    bytes[0] = bytes[0]! ^ 1;
    expect(() => sealer.open({ ...sealed, ct: bytes.toString('base64') }, 'place')).toThrow(SealError);
  });

  it('seals with the newest key and opens with all that the ring holds', () => {
    const old = JSON.parse(newKeyRingFile('2026-10')) as { keys: { kid: string; key: string }[]; identityKey: string };
    const added = JSON.parse(newKeyRingFile('2026-12')) as typeof old;
    const oldFile = join(folder, 'old.json');
    const bothFile = join(folder, 'both.json');
    writeFileSync(oldFile, JSON.stringify(old));
    writeFileSync(bothFile, JSON.stringify({ keys: [...old.keys, ...added.keys], identityKey: old.identityKey }));
    const before = new Sealer(new KeyRing(oldFile)).seal('kept', 'place');
    const sealer = new Sealer(new KeyRing(bothFile));
    expect(sealer.open(before, 'place')).toBe('kept');
    expect(sealer.seal('new', 'place').kid).toBe('2026-12');
    expect(() => new Sealer(new KeyRing(file)).open(before, 'place')).toThrow(SealError);
  });

  it('hashes an identity equally everywhere and tells nothing of it', () => {
    const hash = new Sealer(new KeyRing(file)).identityHash('buyer', 'invented person|1234ab');
    expect(new Sealer(new KeyRing(file)).identityHash('buyer', 'invented person|1234ab')).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a key ring file that is missing or wrong, and names no key', () => {
    expect(() => new KeyRing(join(folder, 'missing.json'))).toThrow(KeyRingError);
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, JSON.stringify({ keys: [{ kid: 'a', key: 'c2hvcnQ=' }], identityKey: 'x' }));
    expect(() => new KeyRing(wrong)).toThrow(/must be the base64 of 32 bytes/);
  });
});

import { randomFillSync } from 'node:crypto';

/** Random bytes for 256 ids at a time: a call into the operating system's generator costs more than an id. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** A UUID of version 7 (RFC 9562): sorted by time, so that indexes stay small. Made from the real time, never the business clock. */
export function uuidV7(now: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, (used += 16));
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

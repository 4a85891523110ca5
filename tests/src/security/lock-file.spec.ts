import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');

describe('The lock file', () => {
  it('S-29: holds one amqplib, of 2.3 or newer', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    const versions = Object.entries(packages).filter(([path]) => /(^|\/)node_modules\/amqplib$/.test(path));
    expect(versions).toHaveLength(1);
    const [major, minor] = versions[0]![1].version!.split('.').map(Number) as [number, number];
    expect(major * 1_000 + minor).toBeGreaterThanOrEqual(2_003);
  });
});

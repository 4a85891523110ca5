import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { presentSchemas, workspace } from '../tools/generated-documents.js';
import { brokenReleases, readSchemas } from './released.js';

const present = await presentSchemas();
const released = readSchemas(join(workspace, 'released'));

describe('the compatibility gate', () => {
  it('has something to guard', () => {
    expect(released.size).toBeGreaterThanOrEqual(30);
  });

  it('finds that no message breaks a released one (else: make a new version, see README.md)', () => {
    expect(brokenReleases(released, present)).toEqual([]);
  });

  it.each([...released.keys()])('would refuse %s without one of its fields, by name', (name) => {
    const changed = structuredClone(present.get(name)!);
    const field = Object.keys(changed.properties ?? {})[0]!;
    delete changed.properties![field];
    expect(brokenReleases(released, new Map(present).set(name, changed))).toContain(
      `${name} ${field}: field removed (breaks reader)`,
    );
  });

  it('would refuse that a released message is gone', () => {
    const rest = new Map(present);
    rest.delete('amazon.order.updated.v1');
    expect(brokenReleases(released, rest)).toContain('amazon.order.updated.v1: message removed (breaks both)');
  });

  it('accepts a new message and a new version of one, however different', () => {
    const more = new Map(present)
      .set('sync.day.closed.v1', { type: 'object', properties: {} })
      .set('amazon.order.updated.v2', {
        type: 'object',
        properties: { order: { type: 'object' } },
        required: ['order'],
      });
    expect(brokenReleases(released, more)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { definitionsFor } from './permissions.js';

describe('The permissions of the broker users', () => {
  it('are the same in Compose as the code needs them', () => {
    const file = join(import.meta.dirname, '../../deploy/compose/definitions.json');
    const compose = JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof definitionsFor>;
    const needed = definitionsFor('connector');
    expect(compose.permissions).toEqual(expect.arrayContaining(needed.permissions));
    expect(compose.topic_permissions).toEqual(needed.topic_permissions);
  });

  it('let a service configure nothing', () => {
    for (const permission of definitionsFor('/').permissions as { user: string; configure: string }[])
      expect(permission.configure).toBe(permission.user === 'topology' ? '.*' : '^$');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openApiText } from './openapi.js';

describe('docs/openapi.json', () => {
  it('is committed as the sources give it (else: npm run generate)', async () => {
    const committed = readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8');
    expect(committed).toBe(await openApiText());
  });
});

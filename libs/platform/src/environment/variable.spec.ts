import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { optionalVariable, requiredVariable } from './variable.js';

describe('A variable', () => {
  test('comes from a mounted file, without the line end that editors add', () => {
    const folder = mkdtempSync(join(tmpdir(), 'variable-'));
    writeFileSync(join(folder, 'url'), 'amqp://broker\n');
    expect(optionalVariable('AMQP_URL', { AMQP_URL_FILE: join(folder, 'url') })).toBe('amqp://broker');
    expect(optionalVariable('AMQP_URL', { AMQP_URL: 'amqp://own', AMQP_URL_FILE: join(folder, 'url') })).toBe(
      'amqp://own',
    );
    rmSync(folder, { recursive: true });
  });

  test('that is missing, empty or in no readable file is named, with what it must be and without a value', () => {
    const needed = (source: NodeJS.ProcessEnv) => () => requiredVariable('AMQP_URL', "the broker's URL", source);
    expect(needed({})).toThrow("AMQP_URL: must be the broker's URL");
    expect(needed({ AMQP_URL: '' })).toThrow('AMQP_URL');
    expect(needed({ AMQP_URL_FILE: '/no/such/file' })).toThrow('AMQP_URL_FILE: the file cannot be read');
  });
});

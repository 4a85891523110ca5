import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { gatheredOutput } from './gathered-output.js';

describe('log lines on their way out', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'connector-log-'));
    file = join(folder, 'lines');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const messages = (): string[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);

  it('wait for each other, and for no warning', () => {
    const logger = pino({}, gatheredOutput(openSync(file, 'a')));
    logger.info('handled');
    expect(messages()).toEqual([]);
    logger.warn('a doubt stays');
    expect(messages()).toEqual(['handled', 'a doubt stays']);
  });

  it('wait a moment alone', async () => {
    const logger = pino({}, gatheredOutput(openSync(file, 'a')));
    logger.info('handled');
    for (const end = Date.now() + 30_000; messages().length === 0 && Date.now() < end;) await wait(10);
    expect(messages()).toEqual(['handled']);
  });
});

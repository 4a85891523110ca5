import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { prometheusTool } from '@connector/local-infrastructure';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alertFiles, alerts } from './files.js';

let promtool: string | undefined;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connector-alerts-'));
  promtool = await prometheusTool('promtool').catch((error: Error) => {
    console.log(`The alert rules were not run, because there is no promtool: ${error.message}`);
    return undefined;
  });
}, 200_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(alertFiles.map((file) => [basename(file), file]))('the rules of %s', (name, file) => {
  const cases = readFileSync(join(import.meta.dirname, 'alerts', name.replace('.yaml', '.test.yaml')), 'utf8');
  const test = (rules: string): { status: number | null; said: string } => {
    const path = join(folder, `test-${name}`);
    writeFileSync(path, cases.replace('[RULES]', `['${rules}']`));
    const { status, stdout, stderr } = spawnSync(promtool!, ['test', 'rules', path], { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  it('are rules that Prometheus takes', () => {
    if (promtool === undefined) return;
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', file], { encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('fire when they must, and stay silent beside it', () => {
    if (promtool === undefined) return;
    expect(test(file)).toEqual({ status: 0, said: expect.stringContaining('SUCCESS') });
  });

  it('have a case each that fires and one that does not', () => {
    for (const alert of alerts().filter((entry) => entry.file === file)) {
      expect(cases).toContain(`name: ${alert.name} fires`);
      expect(cases).toContain(`name: ${alert.name} stays silent`);
    }
  });

  it('are really looked at: the same cases refuse rules that never fire', () => {
    if (promtool === undefined) return;
    const broken = join(folder, name);
    writeFileSync(broken, readFileSync(file, 'utf8').replaceAll(/for: \d+\w+/g, 'for: 40d'));
    expect(test(broken).status).not.toBe(0);
  });
});

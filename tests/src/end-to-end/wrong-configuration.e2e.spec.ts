import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { newKeyRingFile } from '@connector/sealing';
import { until } from '@connector/demo';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'] as const;
const ROOT = join(import.meta.dirname, '../../..');

let infrastructure: Infrastructure;
let folder: string;
const running: ChildProcess[] = [];

interface Started {
  readonly child: ChildProcess;
  /** everything it wrote so far */
  readonly written: () => string;
  /** its exit code */
  readonly ended: Promise<number | null>;
}

function start(script: string, env: Record<string, string>): Started {
  const child = spawn(process.execPath, [join(ROOT, script)], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, written: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** Waits for a line; a process that ends before it has failed, and what it said instead is the error. */
async function saysInItsLife({ child, written }: Started, line: RegExp): Promise<void> {
  await until(`A line like ${line.source}`, async () => {
    if (line.test(written()) || child.exitCode !== null) return true;
    throw new Error(`So far it says: ${written()}`);
  });
  expect(written()).toMatch(line);
}

const complete = (service: (typeof SERVICES)[number], change: Record<string, string> = {}): Record<string, string> => ({
  DATABASE_URL: infrastructure.databaseUrlFor(service),
  AMQP_URL: infrastructure.amqpUrlFor(service),
  KEY_RING_FILE: join(folder, 'keys.json'),
  HTTP_PORT: '0',
  HTTP_HOST: '127.0.0.1',
  AMAZON_CLIENT_ID: 'client',
  AMAZON_CLIENT_SECRET: 'secret-of-amazon',
  EXACT_CLIENT_ID: 'client',
  EXACT_CLIENT_SECRET: 'secret-of-exact',
  API_TOKEN: 'token-of-the-api-0001',
  ...change,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connector-configuration-'));
  writeFileSync(join(folder, 'keys.json'), newKeyRingFile('test'));
  infrastructure = await provideInfrastructure({ name: 'configuration' });
  for (const service of SERVICES) {
    const { ended } = start(`services/${service}/dist/migrate.main.js`, {
      MIGRATION_DATABASE_URL: infrastructure.adminDatabaseUrl,
    });
    expect(await ended).toBe(0);
  }
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});

afterAll(async () => {
  await infrastructure.stop();
  rmSync(folder, { recursive: true });
});

describe.each(SERVICES)('%s with a wrong configuration', (service) => {
  const main = `services/${service}/dist/main.js`;

  it('names every missing variable in one line and exits with 78', async () => {
    const { ended, written } = start(main, {});
    expect(await ended).toBe(78);
    expect(written().trim().split('\n')).toEqual([
      expect.stringMatching(`^${service}: The environment is not complete\\..*DATABASE_URL.*AMQP_URL.*KEY_RING_FILE`),
    ]);
  });

  it('refuses a database that does not exist in one line, without the password', async () => {
    const url = new URL(infrastructure.databaseUrlFor(service));
    url.pathname = '/there_is_no_such_database';
    const { ended, written } = start(main, complete(service, { DATABASE_URL: url.toString() }));
    expect(await ended).toBe(78);
    expect(written().trim().split('\n')).toEqual([expect.stringContaining('DATABASE_URL cannot be used')]);
    expect(written()).not.toContain(url.password);
  });

  it('refuses a missing key ring in one line', async () => {
    const { ended, written } = start(main, complete(service, { KEY_RING_FILE: join(folder, 'absent.json') }));
    expect(await ended).not.toBe(0);
    const words = written()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{'));
    expect(words).toEqual([expect.stringMatching(/key ring file .*absent\.json cannot be read/)]);
    expect(written()).not.toMatch(/^\s+at /m);
  });

  it('waits for a database that is away, and says so', async () => {
    const url = `postgres://nobody@127.0.0.1:${await freePort()}/nothing`;
    const started = start(main, complete(service, { DATABASE_URL: url }));
    await saysInItsLife(started, /Waiting for the database: ECONNREFUSED/);
    expect(started.child.exitCode).toBeNull();
  });

  it('waits for a broker that is away, says so, is alive and not ready', async () => {
    const port = String(await freePort());
    const url = `amqp://guest:guest@127.0.0.1:${await freePort()}`;
    const started = start(main, complete(service, { AMQP_URL: url, HTTP_PORT: port }));
    await saysInItsLife(started, /RabbitMQ.*(away|ECONNREFUSED)/);
    const status = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    await until('The port', async () => ((await status('/live')) === 200 ? true : undefined));
    expect(await status('/ready')).toBe(503);
    expect(started.child.exitCode).toBeNull();
  });
});

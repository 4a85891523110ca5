import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ServiceName } from '@connector/contracts';
import { freePort, provideInfrastructure, query, type Infrastructure } from '@connector/local-infrastructure';
import { newKeyRingFile } from '@connector/sealing';
import { JsonClient } from '../clients/json-client.js';
import type { Stage } from '../stage.js';
import { BusinessClock, SPEED } from './business-clock.js';
import { runOnce } from './run-once.js';
import { SupervisedProcess } from './supervised-process.js';
import { until } from './until.js';

const ROOT = join(import.meta.dirname, '../../..');
const SERVICES: readonly ServiceName[] = ['amazon-gateway', 'exact-gateway', 'sync-core'];
const API_TOKEN = 'demo-token-of-the-api';

/** What a kept run leaves for the next one, beside its database and its vhost. */
const RECORDS = ['keys.json', 'clock', 'amazon.state', 'exact.state'];

export interface StackOptions {
  /** names database, vhost and the folder of the run below `.run` */
  readonly name: string;
  /** leave the database, the vhost and the sandboxes' records for the next run */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  /** processes of each service; 1 unless it is given */
  readonly replicas?: number;
  readonly environment?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

/** The whole product on this machine: infrastructure, sandboxes and the three services, each a process of its own. */
export interface Stack extends Stage {
  readonly infrastructure: Infrastructure;
  readonly apiUrl: string;
  readonly apiToken: string;
  readonly logFolder: string;
  readonly processes: readonly SupervisedProcess[];
  /** stops everything; `remove` takes away what a kept run would leave */
  stop(options?: { readonly remove?: boolean }): Promise<void>;
}

/** Starts everything and returns when every service is ready. What was started is stopped again when something fails. */
export async function startStack({ name, keep, say, replicas = 1, environment = {} }: StackOptions): Promise<Stack> {
  const folder = join(ROOT, '.run', name);
  const logFolder = join(folder, 'logs');
  const infrastructure = await provideInfrastructure({ name, keep, log: say });
  for (const line of infrastructure.description) say(line);
  // records of a run whose database is gone would speak of orders that nobody knows
  if (await isEmpty(infrastructure.adminDatabaseUrl))
    for (const file of ['logs', ...RECORDS]) rmSync(join(folder, file), { recursive: true, force: true });
  mkdirSync(logFolder, { recursive: true });
  const processes: SupervisedProcess[] = [];
  const clock = new BusinessClock(join(folder, 'clock'));
  const stop = async ({ remove = !keep }: { readonly remove?: boolean } = {}): Promise<void> => {
    await Promise.all(processes.filter(({ name: of }) => !of.endsWith('sandbox')).map((entry) => entry.stop()));
    await Promise.all(processes.map((entry) => entry.stop()));
    clock.keep();
    await infrastructure.stop({ remove });
    if (remove) for (const file of RECORDS) rmSync(join(folder, file), { force: true });
  };
  try {
    const keyRing = join(folder, 'keys.json');
    if (!existsSync(keyRing)) writeFileSync(keyRing, newKeyRingFile('demo'), { mode: 0o600 });
    await prepare(infrastructure);
    say('The databases are migrated and the queues are declared');
    const start = (of: string, script: string, env: Record<string, string>): void => {
      const entry = new SupervisedProcess({ name: of, script, env, logFile: join(logFolder, `${of}.log`) }, say);
      processes.push(entry);
      entry.start();
    };
    const ports = { amazon: await freePort(), exact: await freePort(), api: await preferredPort(3000) };
    for (const side of ['amazon', 'exact'] as const) {
      start(`${side}-sandbox`, join(ROOT, 'sandbox', side, 'dist/main.js'), {
        PORT: String(ports[side]),
        ...(keep ? { STATE_FILE: join(folder, `${side}.state`) } : {}),
      });
    }
    const amazonUrl = `http://127.0.0.1:${ports.amazon}`;
    const exactUrl = `http://127.0.0.1:${ports.exact}`;
    const amazon = new JsonClient(`${amazonUrl}/_sandbox`);
    const exact = new JsonClient(`${exactUrl}/_sandbox`);
    for (const sandbox of [amazon, exact])
      await until('The start of a sandbox', () => sandbox.send('PUT', '/clock', clock.setting()));
    for (const service of SERVICES) {
      for (let replica = 1; replica <= replicas; replica++) {
        const first = replica === 1;
        start(first ? service : `${service}-${replica}`, join(ROOT, 'services', service, 'dist/main.js'), {
          DATABASE_URL: infrastructure.databaseUrlFor(service),
          AMQP_URL: infrastructure.amqpUrlFor(service),
          KEY_RING_FILE: keyRing,
          HTTP_HOST: '127.0.0.1',
          HTTP_PORT: String(service === 'sync-core' && first ? ports.api : await freePort()),
          ...clock.variables(),
          ...OWN[service](amazonUrl, exactUrl),
          ...environment[service],
        });
      }
    }
    const apiUrl = `http://127.0.0.1:${ports.api}`;
    await until('The start of sync-core', () => ready(apiUrl));
    return {
      infrastructure,
      speed: SPEED,
      now: () => clock.now(),
      api: new JsonClient(apiUrl, API_TOKEN),
      apiUrl,
      apiToken: API_TOKEN,
      amazon,
      exact,
      logFolder,
      processes,
      restarts: () =>
        Object.fromEntries(
          processes.filter((entry) => entry.restarts > 0).map((entry) => [entry.name, entry.restarts]),
        ),
      kill: (service) => {
        const found = processes.find((entry) => entry.name === service);
        if (found === undefined) throw new Error(`There is no process ${service}`);
        found.kill();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What each service needs beside the variables that all have. Exact's deadlines are short: the sandbox is near. */
const OWN: Readonly<Record<ServiceName, (amazonUrl: string, exactUrl: string) => Record<string, string>>> = {
  'amazon-gateway': (url) => ({
    AMAZON_API_URL: url,
    AMAZON_LWA_URL: url,
    AMAZON_CLIENT_ID: 'amzn1.application-oa2-client.sandbox',
    AMAZON_CLIENT_SECRET: 'sandbox-amazon-secret',
    ORDER_POLL_SECONDS: '180',
    CATALOGUE_POLL_SECONDS: '600',
  }),
  'exact-gateway': (_amazonUrl, url) => ({
    EXACT_URL: url,
    EXACT_CLIENT_ID: 'exact-sandbox-client',
    EXACT_CLIENT_SECRET: 'exact-sandbox-secret',
    EXACT_HTTP_TIMEOUT_MS: '8000',
    ATTEMPT_LEASE_MARGIN_MS: '2000',
    LOOK_UP_DELAY_MS: '3000',
  }),
  'sync-core': () => ({ API_TOKEN }),
};

async function prepare(infrastructure: Infrastructure): Promise<void> {
  const { adminDatabaseUrl, adminAmqpUrl } = infrastructure;
  for (const service of SERVICES) {
    await runOnce(join(ROOT, 'services', service, 'dist/migrate.main.js'), [], {
      MIGRATION_DATABASE_URL: adminDatabaseUrl,
    });
  }
  await runOnce(join(ROOT, 'ops/dist/main.js'), ['topology'], { AMQP_URL: adminAmqpUrl });
}

async function ready(url: string): Promise<true | undefined> {
  const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) });
  return response.ok ? true : undefined;
}

async function isEmpty(databaseUrl: string): Promise<boolean> {
  return query(databaseUrl, 'SELECT 1 FROM sync_core.schema_migration').then(
    () => false,
    () => true,
  );
}

/** The port that the documentation names, if it is free. */
async function preferredPort(port: number): Promise<number> {
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return free ? port : freePort();
}

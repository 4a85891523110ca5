import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@connector/contracts';
import {
  freePort,
  isFreePort,
  provideInfrastructure,
  query,
  type Infrastructure,
} from '@connector/local-infrastructure';
import { newKeyRingFile } from '@connector/sealing';
import { JsonClient } from '../clients/json-client.js';
import type { Stage } from '../stage.js';
import { BusinessClock, SPEED } from './business-clock.js';
import { runOnce } from './run-once.js';
import { SupervisedProcess } from './supervised-process.js';
import { until } from './until.js';

const ROOT = join(import.meta.dirname, '../../..');
const OPS = join(ROOT, 'ops/dist/main.js');
const SERVICES: readonly ServiceName[] = ['amazon-gateway', 'exact-gateway', 'sync-core'];
const API_TOKEN = 'demo-token-of-the-api';

/** A service that is killed is back within seconds; a loaded machine may need longer. */
const PATIENCE_MS = 180_000;

/** What a kept run leaves for the next one, beside its database and its vhost. */
const RECORDS = ['keys.json', 'clock', 'amazon.state', 'exact.state'];

export interface StackOptions {
  /** names database, vhost and the folder of the run below `.run` */
  readonly name: string;
  /** leave the database, the vhost and the sandboxes' records for the next run */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  /** where the API answers, if that port is free; any free port unless it is given, because stacks run side by side */
  readonly apiPort?: number;
  /** processes of each service; 1 unless it is given */
  readonly replicas?: number;
  /** business seconds a real second; the demo's unless it is given */
  readonly speed?: number;
  readonly environment?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** signs Exact's webhooks, which come to the first exact-gateway; without it Exact is asked once an hour and sends none */
  readonly webhookSecret?: string;
  /** delays of the retry queues in milliseconds, as RETRY_DELAYS_MS gives them */
  readonly retryDelays?: string;
  /** a broker and a database of our own alone, which a test may crash */
  readonly own?: boolean;
  /** what is done to the database before the first service starts */
  readonly afterMigration?: (adminDatabaseUrl: string) => Promise<void>;
  /** a module that every service loads first */
  readonly preload?: string;
  /** takes what that module sends, with the name of the process */
  readonly hear?: (name: string, message: unknown) => void;
}

/** The whole product on this machine: infrastructure, sandboxes and the three services, each a process of its own. */
export interface Stack extends Stage {
  readonly infrastructure: Infrastructure;
  readonly apiUrl: string;
  readonly apiToken: string;
  /** the sandboxes */
  readonly amazonUrl: string;
  readonly exactUrl: string;
  /** where the processes of each service answer HTTP: `/metrics`, `/ready` */
  readonly services: readonly { readonly service: ServiceName; readonly name: string; readonly url: string }[];
  readonly logFolder: string;
  readonly processes: readonly SupervisedProcess[];
  /** runs the operator's command (`npm run ops -- …`) for a service */
  operate(service: ServiceName, words: readonly string[]): Promise<void>;
  /** runs the topology job */
  declare(): Promise<void>;
  /** stops everything; `remove` takes away what a kept run would leave */
  stop(options?: { readonly remove?: boolean }): Promise<void>;
}

/** Starts everything and returns when every service is ready. What was started is stopped again when something fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { name, keep, say, replicas = 1, speed = SPEED, environment = {}, own = false } = options;
  const { preload, hear, retryDelays, apiPort, webhookSecret, afterMigration } = options;
  const retries: Record<string, string> = retryDelays === undefined ? {} : { RETRY_DELAYS_MS: retryDelays };
  const folder = join(ROOT, '.run', name);
  const logFolder = join(folder, 'logs');
  const infrastructure = await provideInfrastructure({ name, keep, own, log: say });
  for (const line of infrastructure.description) say(line);
  // records of a run whose database is gone would speak of orders that nobody knows
  if (await isEmpty(infrastructure.adminDatabaseUrl))
    for (const file of ['logs', ...RECORDS]) rmSync(join(folder, file), { recursive: true, force: true });
  mkdirSync(logFolder, { recursive: true });
  const processes: SupervisedProcess[] = [];
  const clock = new BusinessClock(join(folder, 'clock'), speed);
  const stop = async ({ remove = !keep }: { readonly remove?: boolean } = {}): Promise<void> => {
    for (const entry of processes) entry.letEnd();
    await Promise.all(processes.filter(({ name: of }) => !of.endsWith('sandbox')).map((entry) => entry.stop()));
    await Promise.all(processes.map((entry) => entry.stop()));
    clock.keep();
    await infrastructure.stop({ remove });
    if (remove) for (const file of RECORDS) rmSync(join(folder, file), { force: true });
  };
  try {
    const keyRing = join(folder, 'keys.json');
    if (!existsSync(keyRing)) writeFileSync(keyRing, newKeyRingFile('demo'), { mode: 0o600 });
    await prepare(infrastructure, retries);
    await afterMigration?.(infrastructure.adminDatabaseUrl);
    say('The databases are migrated and the queues are declared');
    const start = (of: string, script: string, env: Record<string, string>, first?: string): void => {
      const plan = { name: of, script, env, logFile: join(logFolder, `${of}.log`) };
      const entry = new SupervisedProcess(first === undefined ? plan : { ...plan, preload: first, hear }, say);
      processes.push(entry);
      entry.start();
    };
    say('Amazon, Exact Online and the three services are being started');
    const ports = {
      amazon: await freePort(),
      exact: await freePort(),
      api: apiPort === undefined ? await freePort() : await preferredPort(apiPort),
    };
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
    const services: { service: ServiceName; name: string; url: string }[] = [];
    for (const service of SERVICES) {
      for (let replica = 1; replica <= replicas; replica++) {
        const first = replica === 1;
        const of = first ? service : `${service}-${replica}`;
        const port = service === 'sync-core' && first ? ports.api : await freePort();
        services.push({ service, name: of, url: `http://127.0.0.1:${port}` });
        const env = {
          DATABASE_URL: infrastructure.databaseUrlFor(service),
          AMQP_URL: infrastructure.amqpUrlFor(service),
          KEY_RING_FILE: keyRing,
          HTTP_HOST: '127.0.0.1',
          // no load balancer has to look elsewhere first
          HTTP_DRAIN_SECONDS: '0',
          HTTP_PORT: String(port),
          ...clock.variables(),
          ...retries,
          ...OWN[service](amazonUrl, exactUrl),
          ...(service === 'exact-gateway' && webhookSecret !== undefined
            ? { EXACT_WEBHOOK_SECRET: webhookSecret, EXACT_GATEWAY_PUBLIC_URL: `http://127.0.0.1:${port}` }
            : {}),
          ...environment[service],
        };
        start(of, join(ROOT, 'services', service, 'dist/main.js'), env, preload);
      }
    }
    const apiUrl = `http://127.0.0.1:${ports.api}`;
    await until('The start of sync-core', () => ready(apiUrl), { withinMs: 180_000 * replicas });
    return {
      infrastructure,
      speed,
      patienceMs: PATIENCE_MS,
      now: () => clock.now(),
      api: new JsonClient(apiUrl, API_TOKEN),
      services,
      apiUrl,
      apiToken: API_TOKEN,
      amazonUrl,
      exactUrl,
      amazon,
      exact,
      logFolder,
      processes,
      operate: (service, words) =>
        runOnce(OPS, words, {
          SERVICE: service,
          DATABASE_URL: infrastructure.databaseUrlFor(service),
          AMQP_URL: infrastructure.amqpUrlFor(service),
        }),
      declare: () => declare(infrastructure, retries),
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

async function prepare(infrastructure: Infrastructure, retries: Readonly<Record<string, string>>): Promise<void> {
  const { adminDatabaseUrl } = infrastructure;
  for (const service of SERVICES) {
    await runOnce(join(ROOT, 'services', service, 'dist/migrate.main.js'), [], {
      MIGRATION_DATABASE_URL: adminDatabaseUrl,
    });
  }
  await declare(infrastructure, retries);
}

/** The topology job, which may declare and may ask the database what it declared before. */
async function declare(infrastructure: Infrastructure, retries: Readonly<Record<string, string>>): Promise<void> {
  const { adminDatabaseUrl, adminAmqpUrl } = infrastructure;
  await runOnce(OPS, ['topology'], {
    AMQP_URL: adminAmqpUrl,
    MIGRATION_DATABASE_URL: adminDatabaseUrl,
    ...retries,
  });
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
  return (await isFreePort(port)) ? port : freePort();
}

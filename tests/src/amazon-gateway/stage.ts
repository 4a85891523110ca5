import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { appModule } from '@connector/amazon-gateway/app.module';
import { AmazonGatewayEnvironment } from '@connector/amazon-gateway/environment';
import { database } from '@connector/amazon-gateway/persistence/database';
import { JsonClient } from '@connector/demo';
import { provideInfrastructure } from '@connector/local-infrastructure';
import { declareTopology } from '@connector/messaging';
import { CLOCK, loggingOptions, migrate } from '@connector/platform';
import {
  AMAZON_APPLICATION_ID,
  AMAZON_CLIENT_ID,
  AMAZON_CLIENT_SECRET,
  startAmazonSandbox,
} from '@connector/sandbox-amazon';
import { KeyRing, newKeyRingFile, Sealer } from '@connector/sealing';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Logger, PARAMS_PROVIDER_TOKEN } from 'nestjs-pino';
import { Pool } from 'pg';
import { Gate } from './gate.js';
import { ShiftedTime } from './shifted-time.js';

/** The amazon-gateway as it really runs, a real database and broker, and the sandbox behind a gate. */
export interface Stage {
  readonly sandbox: JsonClient;
  readonly gate: Gate;
  readonly time: ShiftedTime;
  readonly sealer: Sealer;
  /** that of every instance; a test may change it */
  readonly environment: AmazonGatewayEnvironment;
  /** every log line of every instance */
  readonly log: () => string;
  /** one more instance of the service */
  start(): Promise<INestApplication>;
  /** lets a job of every instance look at once, instead of at its interval */
  tick(job: Type<{ tick(): Promise<void> }>): Promise<void>;
  /** an administrator's look into the database */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** a seller, a database and limits without a past */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function setStage(name: string): Promise<Stage> {
  const infrastructure = await provideInfrastructure({ name });
  await migrate(infrastructure.adminDatabaseUrl, database);
  await declareTopology(infrastructure.adminAmqpUrl);
  const folder = mkdtempSync(join(tmpdir(), 'amazon-gateway-'));
  const keyRing = join(folder, 'keys.json');
  writeFileSync(keyRing, newKeyRingFile('test'));
  const host = await startAmazonSandbox();
  const gate = new Gate(host.url);
  const url = await gate.open();
  const sandbox = new JsonClient(`${host.url}/_sandbox`);
  const time = new ShiftedTime(infrastructure.adminDatabaseUrl, sandbox);
  const admin = new Pool({ connectionString: infrastructure.adminDatabaseUrl, max: 3 });
  const running: INestApplication[] = [];
  const lines: string[] = [];
  const environment = Object.assign(new AmazonGatewayEnvironment(), {
    DATABASE_URL: infrastructure.databaseUrlFor('amazon-gateway'),
    AMQP_URL: infrastructure.amqpUrlFor('amazon-gateway'),
    KEY_RING_FILE: keyRing,
    AMAZON_API_URL: url,
    AMAZON_LWA_URL: url,
    AMAZON_CLIENT_ID,
    AMAZON_CLIENT_SECRET,
    AMAZON_APPLICATION_ID,
    AMAZON_SELLER_CENTRAL_URL: host.url,
  });
  const stopAll = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((app) => app.close()));
  };
  return {
    sandbox,
    gate,
    time,
    environment,
    sealer: new Sealer(new KeyRing(keyRing)),
    log: () => lines.join(''),
    start: async () => {
      const stream = new PassThrough();
      stream.on('data', (line: Buffer) => lines.push(line.toString('utf8')));
      const { pinoHttp } = loggingOptions('amazon-gateway', 'info');
      const testing = await Test.createTestingModule({ imports: [appModule(environment)] })
        .overrideProvider(CLOCK)
        .useValue(time)
        .overrideProvider(PARAMS_PROVIDER_TOKEN)
        .useValue({ pinoHttp: [pinoHttp, stream] })
        .compile();
      const app = testing.createNestApplication({ bufferLogs: true });
      app.useLogger(app.get(Logger));
      await app.init();
      running.push(app);
      return app;
    },
    tick: async (job) => {
      await Promise.all(running.map((app) => app.get(job).tick()));
    },
    query: async <Row extends object>(sql: string, values: unknown[] = []) =>
      (await admin.query<Row>(sql, values)).rows,
    reset: async () => {
      await stopAll();
      gate.rules = [];
      gate.changes = [];
      gate.passed = [];
      lines.length = 0;
      await sandbox.send('POST', '/reset');
      await fetch(`${host.url}/_sandbox/faults`, { method: 'DELETE' });
      await fetch(`${host.url}/_sandbox/calls`, { method: 'DELETE' });
      await admin.query(
        `DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
           WHERE schemaname = 'amazon_gateway' AND tablename NOT IN ('app_clock', 'schema_migration')); END $$`,
      );
    },
    stop: async () => {
      await stopAll();
      await gate.close();
      await host.close();
      await admin.end();
      await infrastructure.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

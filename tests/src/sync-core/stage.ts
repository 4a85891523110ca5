import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  amazonListingsUpdatedV1,
  amazonOrderUpdatedV1,
  type AmazonListingV1,
  type AmazonOrderPersonalDataV1,
} from '@connector/contracts';
import { JsonClient } from '@connector/demo';
import { freePort, provideInfrastructure } from '@connector/local-infrastructure';
import { connectMessaging, declareTopology } from '@connector/messaging';
import { CLOCK, loggingOptions, migrate } from '@connector/platform';
import { KeyRing, messagePlace, newKeyRingFile, Sealer } from '@connector/sealing';
import { attachApi } from '@connector/sync-core/api/attach-api';
import { appModule } from '@connector/sync-core/app.module';
import { SyncCoreEnvironment } from '@connector/sync-core/environment';
import { database } from '@connector/sync-core/persistence/database';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Logger, PARAMS_PROVIDER_TOKEN } from 'nestjs-pino';
import { Pool } from 'pg';
import { until } from '../bus/support/until.js';
import { orderUpdate, settings, STORE_NL, type OrderWish } from './invented.js';
import { ScriptedGateways } from './scripted-gateways.js';
import { ShiftedTime } from './shifted-time.js';
import { willingPlatforms } from './willing-platforms.js';

export const API_TOKEN = 'token-of-the-tests-of-sync-core';

/** What a service does at intervals. */
export interface Job {
  tick(): Promise<void>;
}

export interface ConnectionWish {
  readonly sellerId: string;
  readonly division?: number;
  readonly dryRun?: boolean;
  readonly settings?: Record<string, unknown>;
}

/** sync-core as it really runs, a real database and broker, and both gateways played by the test. */
export interface Stage {
  readonly api: JsonClient;
  readonly apiUrl: string;
  readonly gateways: ScriptedGateways;
  readonly time: ShiftedTime;
  readonly sealer: Sealer;
  readonly app: INestApplication;
  readonly log: () => string;
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** a figure as Prometheus reads it, by its name and labels */
  metric(series: string): Promise<number>;
  /** a connection that is set up and active; its id */
  connect(wish: ConnectionWish): Promise<string>;
  /** an order as the amazon-gateway tells it */
  tellOrder(connectionId: string, wish: OrderWish, personal?: AmazonOrderPersonalDataV1): Promise<void>;
  tellListings(connectionId: string, listings: AmazonListingV1[]): Promise<void>;
  /** waits until it holds; the jobs look as often as the test does, instead of at their intervals */
  untilBy(jobs: readonly Type<Job>[], what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** waits until the order is in the state, and answers what the API says of it */
  orderIn<View extends object>(connectionId: string, amazonOrderId: string, state: string): Promise<View>;
  stop(): Promise<void>;
}

export async function setStage(name: string): Promise<Stage> {
  const infrastructure = await provideInfrastructure({ name });
  await migrate(infrastructure.adminDatabaseUrl, database);
  await declareTopology(infrastructure.adminAmqpUrl);
  const folder = mkdtempSync(join(tmpdir(), 'sync-core-'));
  const keyRing = join(folder, 'keys.json');
  writeFileSync(keyRing, newKeyRingFile('test'));
  const sealer = new Sealer(new KeyRing(keyRing));
  const time = new ShiftedTime(infrastructure.adminDatabaseUrl);
  const admin = new Pool({ connectionString: infrastructure.adminDatabaseUrl, max: 3 });
  const gateways = await ScriptedGateways.open(infrastructure.adminAmqpUrl);
  gateways.answerWith(willingPlatforms());
  const environment = Object.assign(new SyncCoreEnvironment(), {
    DATABASE_URL: infrastructure.databaseUrlFor('sync-core'),
    AMQP_URL: infrastructure.amqpUrlFor('sync-core'),
    KEY_RING_FILE: keyRing,
    API_TOKEN,
  });
  const lines: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (line: Buffer) => lines.push(line.toString('utf8')));
  const { pinoHttp } = loggingOptions('sync-core', 'info');
  const testing = await Test.createTestingModule({ imports: [appModule(environment)] })
    .overrideProvider(CLOCK)
    .useValue(time)
    .overrideProvider(PARAMS_PROVIDER_TOKEN)
    .useValue({ pinoHttp: [pinoHttp, stream] })
    .compile();
  const app = testing.createNestApplication({ bufferLogs: true });
  app.useLogger(app.get(Logger));
  attachApi(app);
  connectMessaging(app);
  const port = await freePort();
  await app.listen(port, '127.0.0.1');
  await app.startAllMicroservices();
  const apiUrl = `http://127.0.0.1:${port}`;
  const api = new JsonClient(apiUrl, API_TOKEN);
  return {
    api,
    apiUrl,
    gateways,
    time,
    sealer,
    app,
    log: () => lines.join(''),
    query: async <Row extends object>(sql: string, values: unknown[] = []) =>
      (await admin.query<Row>(sql, values)).rows,
    metric: async (series) => {
      const lines = (await (await fetch(`${apiUrl}/metrics`)).text()).split('\n');
      return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length));
    },
    connect: async (wish) => {
      const { id } = await api.send<{ id: string }>('POST', '/connections', connectionRequest(wish));
      await until('the connection is active', async () => {
        const { status, faults } = await api.get<{ status: string; faults: unknown[] }>(`/connections/${id}`);
        if (faults.length > 0) throw new Error(JSON.stringify(faults));
        return status === 'active';
      });
      return id;
    },
    tellOrder: async (connectionId, wish, personal) => {
      const place = messagePlace(connectionId, amazonOrderUpdatedV1.name, 'personalData');
      const sealed = personal === undefined ? {} : { personalData: { ...sealer.seal(personal, place) } };
      await gateways.tell(amazonOrderUpdatedV1, { ...orderUpdate(wish), ...sealed }, { connectionId });
    },
    tellListings: async (connectionId, listings) =>
      gateways.tell(amazonListingsUpdatedV1, { reading: 'delta', listings }, { connectionId }),
    untilBy: async (jobs, what, holds) =>
      until(what, async () => {
        for (const job of jobs) await app.get(job).tick();
        return holds();
      }),
    orderIn: async <View extends object>(connectionId: string, amazonOrderId: string, state: string) => {
      let seen: { state: string; reasonCode?: string } | undefined;
      await until(`order ${amazonOrderId} is ${state}`, async () => {
        seen = await api.get<{ state: string }>(`/orders/${connectionId}/${amazonOrderId}`).catch(() => undefined);
        return seen?.state === state;
      }).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${seen?.state ?? 'unknown'} (${seen?.reasonCode ?? '-'})`);
      });
      return seen as View;
    },
    stop: async () => {
      await app.close();
      await gateways.close();
      await admin.end();
      await infrastructure.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function connectionRequest({ sellerId, division = 100_001, dryRun = false, settings: own }: ConnectionWish) {
  return {
    name: `Winkel ${sellerId}`,
    amazon: { sellerId, region: 'eu', marketplaceIds: [STORE_NL], refreshToken: 'Atzr|invented' },
    exact: { site: 'nl', division, refreshToken: 'stampNL001.invented' },
    settings: { ...settings, ...own },
    dryRun,
  };
}

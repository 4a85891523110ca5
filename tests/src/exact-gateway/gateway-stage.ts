import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configureExactConnectionV1, type ExactMasterDataPublishedV1 } from '@connector/contracts';
import { appModule } from '@connector/exact-gateway/app.module.js';
import { ConfigureConnection } from '@connector/exact-gateway/connections/configure-connection.js';
import { Connections } from '@connector/exact-gateway/connections/connections.js';
import { ExactGatewayEnvironment } from '@connector/exact-gateway/environment.js';
import { AccessTokens } from '@connector/exact-gateway/exact-api/access-tokens.js';
import { database } from '@connector/exact-gateway/persistence/database.js';
import { keepWebhookBodies } from '@connector/exact-gateway/webhooks/raw-bodies.js';
import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { declareTopology, uuidV7, type Delivery } from '@connector/messaging';
import { CLOCK, ENVIRONMENT, migrate, type Clock } from '@connector/platform';
import { EXACT_CLIENT_ID, EXACT_CLIENT_SECRET, startExactSandbox } from '@connector/sandbox-exact';
import { messagePlace, newKeyRingFile, Sealer } from '@connector/sealing';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { until } from './until.js';

type Sandbox = Awaited<ReturnType<typeof startExactSandbox>>;

/** One call as the sandbox saw it. */
export interface LoggedCall {
  readonly at: string;
  readonly operation: string;
  readonly tenant: string;
  readonly status: number;
  readonly beside: number;
  readonly fault?: string;
}

/** A connection of the tests: an administration of its own with a user of its own. */
export interface TestConnection {
  readonly connectionId: string;
  readonly division: number;
  readonly refreshToken: string;
}

/**
 * The exact-gateway in several instances on one database, with the sandbox beside them. The business clock of both is
 * put forward together, and stands still at will.
 */
export class GatewayStage {
  readonly apps: INestApplication[] = [];
  private shift = 0;
  /** the moment at which the clock stands, if it does */
  private stoodAt: number | undefined;
  private nextDivision = 700_000;

  private constructor(
    readonly infrastructure: Infrastructure,
    readonly sandbox: Sandbox,
    private readonly folder: string,
    private readonly changes: Readonly<Record<string, string | number>>,
  ) {}

  static async open(name: string, changes: Readonly<Record<string, string | number>> = {}): Promise<GatewayStage> {
    const folder = mkdtempSync(join(tmpdir(), `connector-${name}-`));
    writeFileSync(join(folder, 'keys.json'), newKeyRingFile('test'));
    const infrastructure = await provideInfrastructure({ name });
    await migrate(infrastructure.adminDatabaseUrl, database);
    await declareTopology(infrastructure.adminAmqpUrl);
    const sandbox = await startExactSandbox({ seed: 7 });
    const stage = new GatewayStage(infrastructure, sandbox, folder, changes);
    await stage.setTime(Date.now());
    return stage;
  }

  /** Starts further instances. */
  async start(instances = 1, more: Readonly<Record<string, string>> = {}): Promise<void> {
    for (let made = 0; made < instances; made++) {
      const environment = Object.assign(new ExactGatewayEnvironment(), {
        DATABASE_URL: this.infrastructure.databaseUrlFor('exact-gateway'),
        AMQP_URL: this.infrastructure.amqpUrlFor('exact-gateway'),
        KEY_RING_FILE: join(this.folder, 'keys.json'),
        LOG_LEVEL: 'silent',
        EXACT_URL: this.sandbox.url,
        EXACT_CLIENT_ID,
        EXACT_CLIENT_SECRET,
        ...this.changes,
        ...more,
      });
      const module = await Test.createTestingModule({ imports: [appModule(environment)] })
        .overrideProvider(CLOCK)
        .useValue(this.clock)
        .compile();
      const app = module.createNestApplication({ logger: false });
      app.useLogger(false);
      keepWebhookBodies(app);
      await app.init();
      this.apps.push(app);
    }
  }

  /** Every instance does this job now, after what it was doing of it by its own clock: a job never overlaps itself. */
  async tick(job: Type<{ tick(): Promise<void> }>): Promise<void> {
    const jobs = this.apps.map((app) => app.get(job));
    await Promise.all(
      jobs.map(async (one) => {
        await until(async () => Reflect.get(one, 'running') !== true);
        await one.tick();
      }),
    );
  }

  /** Lets browsers and webhooks reach the first instance. @returns where */
  async serve(): Promise<string> {
    const app = this.apps[0]!;
    await app.listen(0, '127.0.0.1');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    await this.serveUnder(url);
    await this.control('PUT', '/application', { redirectUri: `${url}/consent/callback` });
    return url;
  }

  /** What the instances believe to be their address. */
  async serveUnder(url: string): Promise<void> {
    for (const one of this.apps) one.get<ExactGatewayEnvironment>(ENVIRONMENT).EXACT_GATEWAY_PUBLIC_URL = url;
  }

  /** Ends all instances, as a restart does. */
  async end(): Promise<void> {
    await Promise.all(this.apps.splice(0).map((app) => app.close()));
  }

  async close(): Promise<void> {
    await this.end();
    await this.sandbox.close();
    await this.infrastructure.stop();
    rmSync(this.folder, { recursive: true });
  }

  get db(): DataSource {
    return this.apps[0]!.get(DataSource);
  }

  get sealer(): Sealer {
    return this.apps[0]!.get(Sealer);
  }

  /** An instance, in turn. */
  instance(turn: number): INestApplication {
    return this.apps[turn % this.apps.length]!;
  }

  readonly clock: Clock = { now: () => new Date(this.stoodAt ?? Date.now() + this.shift) };

  /** The sandbox's control API. */
  async control<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Exact goes first: the gateway must not believe that a limit has come back before Exact does. */
  async setTime(to: number): Promise<void> {
    const stands = this.stoodAt !== undefined;
    await this.control('PUT', '/clock', { now: new Date(to).toISOString(), speed: stands ? 0 : 1 });
    this.shift = to - Date.now();
    if (stands) this.stoodAt = to;
  }

  /** From now on time goes on only where a test says so: what is counted by the minute does not depend on how quick the machine is. */
  async stopClock(): Promise<void> {
    this.stoodAt = this.clock.now().getTime();
    await this.setTime(this.stoodAt);
  }

  async advance(ms: number): Promise<void> {
    await this.setTime(this.clock.now().getTime() + ms);
  }

  /** A new administration, its user, and a connection to it that has just been set up. All rights unless some are named. */
  async connect(
    language: 'nl' | 'en' = 'nl',
    has: { readonly packageCode?: string; readonly rights?: readonly string[] } = {},
  ): Promise<TestConnection> {
    const division = ++this.nextDivision;
    const refreshToken = `stampNL001.first-${division}`;
    const { packageCode, rights } = has;
    await this.control('POST', '/divisions', { code: division, ...(packageCode === undefined ? {} : { packageCode }) });
    await this.control('POST', '/users', {
      userId: `user-${division}`,
      refreshToken,
      divisions: [division],
      language,
      ...(rights === undefined ? {} : { rights }),
    });
    const connection = { connectionId: uuidV7(), division, refreshToken };
    await this.configure(connection, 1, refreshToken);
    return connection;
  }

  /** What sync-core sends when a person has saved the connection. */
  async configure(connection: TestConnection, revision: number, refreshToken?: string): Promise<void> {
    const { connectionId, division } = connection;
    const place = messagePlace(connectionId, configureExactConnectionV1.name, 'refreshToken');
    const sealed = refreshToken === undefined ? {} : { refreshToken: this.sealer.seal(refreshToken, place) };
    await this.apps[0]!.get(ConfigureConnection).from({ revision, site: 'nl', division, active: true, ...sealed }, {
      connectionId,
      correlationId: connectionId,
      messageId: uuidV7(),
    } as Delivery);
  }

  /** What was said of how a connection stands, oldest first. */
  async said({ connectionId }: Pick<TestConnection, 'connectionId'>): Promise<Record<string, unknown>[]> {
    const rows = await this.db.query<{ body: Record<string, unknown> }[]>(
      `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.connection.changed.v1' AND connection_id = $1 ORDER BY id`,
      [connectionId],
    );
    return rows.map(({ body }) => body);
  }

  /** What was published last of what a division has. */
  async masterData({ connectionId }: TestConnection): Promise<ExactMasterDataPublishedV1> {
    const [last] = await this.db.query<{ body: ExactMasterDataPublishedV1 }[]>(
      `SELECT body FROM exact_gateway.outbox_message
       WHERE type = 'exact.master-data.published.v1' AND connection_id = $1 ORDER BY id DESC LIMIT 1`,
      [connectionId],
    );
    return last!.body;
  }

  /**
   * What a person of the merchant does at Exact, beside the connector.
   * @returns the record that was made; nothing of it for a DELETE
   */
  async asPerson(
    { connectionId }: TestConnection,
    method: 'POST' | 'DELETE',
    path: string,
    record?: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const app = this.instance(0);
    const connection = (await app.get(Connections).find(connectionId))!;
    const token = await app.get(AccessTokens).token(connection.chainId, this.sandbox.url);
    const response = await fetch(`${this.sandbox.url}/api/v1/${connection.division}/${path}`, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(record === undefined ? {} : { body: JSON.stringify(record) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as { d: Record<string, unknown> }).d;
  }

  async calls(filter: { tenant?: number | 'oauth'; operation?: string } = {}): Promise<LoggedCall[]> {
    const query = new URLSearchParams();
    if (filter.tenant !== undefined) query.set('tenant', String(filter.tenant));
    if (filter.operation !== undefined) query.set('operation', filter.operation);
    return (await this.control<{ calls: LoggedCall[] }>('GET', `/calls?${query.toString()}`)).calls;
  }

  async forgetCalls(): Promise<void> {
    await this.control('DELETE', '/calls');
  }

  async table(division: number, name: string): Promise<Readonly<Record<string, unknown>>[]> {
    return (await this.control<{ rows: Record<string, unknown>[] }>('GET', `/divisions/${division}/${name}`)).rows;
  }
}

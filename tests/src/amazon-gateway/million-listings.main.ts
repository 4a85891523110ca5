import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appModule } from '@connector/amazon-gateway/app.module';
import { ConfigureConnectionHandler } from '@connector/amazon-gateway/connections/configure-connection.handler';
import { AmazonGatewayEnvironment } from '@connector/amazon-gateway/environment';
import { database } from '@connector/amazon-gateway/persistence/database';
import { configureAmazonConnectionV1 } from '@connector/contracts';
import { provideInfrastructure } from '@connector/local-infrastructure';
import { uuidV7 } from '@connector/messaging';
import { migrate } from '@connector/platform';
import { KeyRing, messagePlace, newKeyRingFile, Sealer } from '@connector/sealing';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';

/**
 * `npm run measure:catalogue -- 1000000`: reads a report of so many listings through the gateway and prints calls, seconds and
 * the largest memory. Amazon's side makes the report while it is read, so that its memory is not counted; the messages stay in
 * the outbox.
 */
const LISTINGS = Number(process.argv[2] ?? 1_000_000);
const NL = 'A1805IZSGTT6HS';
const HEADER =
  'item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\topen-date\tproduct-id-type\tasin1\tproduct-id\tfulfillment-channel\tstatus';

let calls = 0;

async function writeReport(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' });
  const gzip = createGzip({ level: 1 });
  gzip.pipe(response);
  gzip.write(`${HEADER}\n`);
  const description = 'An invented description that is as long as descriptions are. '.repeat(2);
  for (let from = 0; from < LISTINGS; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, LISTINGS - from) }, (_, index) => {
      const number = from + index;
      return `Mug number ${number}\t${description}\tL${number}\tMUG-${number}\t12.10\t${number % 50}\t2026-01-01 10:00:00 UTC\t4\tB000000001\t8710000000017\tDEFAULT\tActive`;
    });
    if (!gzip.write(`${rows.join('\n')}\n`)) await once(gzip, 'drain');
  }
  gzip.end();
}

const amazon = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const json = (status: number, body: object): void => {
    calls += 1;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const answers: Record<string, () => void> = {
    '/auth/o2/token': () => json(200, { access_token: 'Atza|invented', expires_in: 3_600 }),
    '/sellers/v1/marketplaceParticipations': () =>
      json(200, { payload: [{ marketplace: { id: NL }, participation: { isParticipating: true } }] }),
    '/reports/2021-06-30/reports': () => json(202, { reportId: '1' }),
    '/reports/2021-06-30/reports/1': () => json(200, { processingStatus: 'DONE', reportDocumentId: '1' }),
    '/reports/2021-06-30/documents/1': () =>
      json(200, { url: `http://${request.headers.host}/document`, compressionAlgorithm: 'GZIP' }),
    '/orders/2026-01-01/orders': () => json(200, { orders: [], lastUpdatedBefore: new Date().toISOString() }),
    '/document': () => void writeReport(response),
  };
  (answers[url.pathname] ?? (() => json(200, { numberOfResults: 0, items: [] })))();
});
await new Promise<void>((resolve) => amazon.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(amazon.address() as AddressInfo).port}`;

const infrastructure = await provideInfrastructure({ name: 'measure_catalogue' });
await migrate(infrastructure.adminDatabaseUrl, database);
const admin = new Client({ connectionString: infrastructure.adminDatabaseUrl });
await admin.connect();
const rowOf = async <Row extends object>(sql: string): Promise<Row> => (await admin.query<Row>(sql)).rows[0]!;
const folder = mkdtempSync(join(tmpdir(), 'measure-catalogue-'));
const keyRing = join(folder, 'keys.json');
writeFileSync(keyRing, newKeyRingFile('measure'));
const environment = Object.assign(new AmazonGatewayEnvironment(), {
  DATABASE_URL: infrastructure.databaseUrlFor('amazon-gateway'),
  AMQP_URL: 'amqp://127.0.0.1:1',
  KEY_RING_FILE: keyRing,
  LOG_LEVEL: 'warn',
  AMAZON_API_URL: base,
  AMAZON_LWA_URL: base,
  AMAZON_CLIENT_ID: 'invented',
  AMAZON_CLIENT_SECRET: 'invented',
});
const app = await NestFactory.createApplicationContext(appModule(environment), { logger: ['error'] });
const connectionId = crypto.randomUUID();
const sealer = new Sealer(new KeyRing(keyRing));
const place = messagePlace(connectionId, configureAmazonConnectionV1.name, 'refreshToken');
await app.get(ConfigureConnectionHandler).on(
  {
    revision: 1,
    sellerId: 'A000MEASURE01',
    region: 'eu',
    marketplaceIds: [NL],
    refreshToken: sealer.seal('Atzr|invented', place),
    ordersFrom: new Date().toISOString(),
    active: true,
  },
  {
    messageId: uuidV7(),
    type: configureAmazonConnectionV1.name,
    correlationId: connectionId,
    connectionId,
    occurredAt: new Date(),
    attempt: 1,
    redelivered: false,
    lane: 'control',
  },
);

const began = performance.now();
const atRest = process.memoryUsage().rss;
let largest = 0;
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  largest = Math.max(largest, process.memoryUsage().rss);
  const poll = await rowOf<{ done: Date | null }>(
    `SELECT last_done_at AS done FROM amazon_gateway.poll WHERE flow = 'catalogue-whole'`,
  );
  if (poll.done !== null) break;
}
const count = await rowOf<{ listings: number; messages: number }>(
  `SELECT (SELECT count(*)::int FROM amazon_gateway.known_listing) AS listings,
     (SELECT count(*)::int FROM amazon_gateway.outbox_message WHERE type = 'amazon.listings.updated.v1') AS messages`,
);
const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
process.stdout.write(
  `${JSON.stringify({
    listings: count.listings,
    messages: count.messages,
    calls,
    seconds: Math.round((performance.now() - began) / 1_000),
    megabytesAtRest: megabytes(atRest),
    megabytesAtMost: megabytes(largest),
  })}\n`,
);
await app.close();
await admin.end();
amazon.close();
await infrastructure.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(count.listings === LISTINGS ? 0 : 1);

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, fillSandboxes, place, raiseStorm, rowsOf, startStack, until, type Stack } from '@connector/demo';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendBrokenMessages, troublesIn } from './broken-messages.js';
import { alerts, boardQueries, metricsOf } from './files.js';
import { markedOrders, markedShop } from './marked-shop.js';
import { receiveTraces, type ReceivedSpan, type TraceReceiver } from './otlp-receiver.js';
import { startPrometheus, type PrometheusServer, type ScrapeTarget } from './prometheus-server.js';

/** As many as the whole suite has time for; a full run takes more. */
const ORDERS = Number(process.env['MARKED_ORDERS'] ?? 24);
const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'] as const;

/** Tokens that both platforms gave or take, and the secrets of the stack: none of them may be seen. */
const SECRETS = [/Atz[ar]\|/, /stampNL001\./, /sandbox-(amazon|exact)-secret/, /demo-token-of-the-api/, /zqrefresh0/];

let stack: Stack;
let traces: TraceReceiver;
let prometheus: PrometheusServer | undefined;
let connectionId: string;
const { orders, marks } = markedOrders(ORDERS, new Date());

beforeAll(async () => {
  // the broker in Docker serves its own metrics, the one of Debian's package does not
  if (spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0)
    process.env['INFRASTRUCTURE'] = 'docker';
  traces = await receiveTraces();
  const watched = { OTEL_EXPORTER_OTLP_ENDPOINT: traces.endpoint, LOG_LEVEL: 'debug' };
  stack = await startStack({
    name: 'observed',
    keep: false,
    say: () => undefined,
    environment: {
      'amazon-gateway': { ...watched, AMAZON_CLIENT_SECRET_SINCE: new Date().toISOString() },
      'exact-gateway': watched,
      'sync-core': watched,
    },
  });
  prometheus = await startPrometheus(targetsOf(stack)).catch((error: Error) => {
    console.log(`No Prometheus looked at the running system: ${error.message}`);
    return undefined;
  });
  await fillSandboxes(stack, markedShop);
  connectionId = await connect(stack, markedShop);
  await raiseStorm(stack);
  await place(stack, orders, markedShop);
  await sendBrokenMessages(stack.infrastructure.adminAmqpUrl, connectionId, marks);
  await askWithMarks(stack, marks);
  await until('The end of most orders', async () => ((await ended()) >= ORDERS * 0.8 ? true : undefined), {
    withinMs: 300_000 + ORDERS * 1_000,
  });
}, 600_000);

afterAll(async () => {
  await prometheus?.stop();
  await stack?.stop();
  await traces?.close();
}, 60_000);

describe('the logs of a day on which much fails', () => {
  it('are those of orders whose marks really came as far as Exact', async () => {
    const accounts = JSON.stringify(await rowsOf(stack, 'accounts', markedShop));
    expect(marks.filter((mark) => accounts.includes(mark)).length).toBeGreaterThan(ORDERS);
  });

  it('S-08: show no buyer, no token and no secret', () => {
    expect(logs().length).toBeGreaterThan(ORDERS * 5);
    expect(found(logs().join('\n'))).toEqual([]);
  });

  it('are JSON, with level, time, service and message', () => {
    for (const line of logs())
      expect(JSON.parse(line)).toMatchObject({
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        service: expect.stringMatching(/^(amazon-gateway|exact-gateway|sync-core)$/),
        message: expect.any(String),
      });
  });

  it('name order and connection in every line of a message, and a correlation in every line of a job and a request', () => {
    const lines = logs().map((line) => JSON.parse(line) as Record<string, unknown>);
    const ofMessages = lines.filter(({ messageType }) => messageType !== undefined && messageType !== '');
    expect(ofMessages.length).toBeGreaterThan(ORDERS * 3);
    for (const line of ofMessages)
      expect(line).toMatchObject({ correlationId: expect.any(String), connectionId: expect.any(String) });
    const ofJobs = lines.filter(({ job }) => job !== undefined);
    expect(ofJobs.length).toBeGreaterThan(0);
    const ofRequests = lines.filter(({ req }) => req !== undefined);
    expect(ofRequests.length).toBeGreaterThan(0);
    for (const line of [...ofJobs, ...ofRequests]) expect(line).toMatchObject({ correlationId: expect.any(String) });
  });

  it('tell the way of one order through all three services', async () => {
    const orderId = await aDoneOrder();
    const services = logs()
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ correlationId }) => correlationId === orderId)
      .map(({ service }) => service);
    expect(new Set(services)).toEqual(new Set(['exact-gateway', 'sync-core']));
  });
});

describe('what is kept of failures', () => {
  it('S-08: shows no buyer, no token and no secret: parked messages, retry headers, troubles of polls and the outbox', async () => {
    const troubles = await until('A parked message', async () => {
      const all = await troublesIn(stack.infrastructure);
      return all.parked >= 2 && all.texts.length > 3 ? all : undefined;
    });
    expect(found(troubles.texts.join('\n'))).toEqual([]);
  });
});

describe('the trace of an order', () => {
  it('leads from Amazon’s answer over outbox, broker and backlog to Exact’s, under one id', async () => {
    const orderId = await aDoneOrder();
    const way = [
      'amazon-gateway: order from Amazon',
      'amazon-gateway: publish amazon.order.updated.v1',
      'sync-core: handle amazon.order.updated.v1',
      'sync-core: publish exact.sales-order.create.v1',
      'exact-gateway: handle exact.sales-order.create.v1',
      'exact-gateway: POST salesorder/SalesOrders',
      'exact-gateway: publish exact.sales-order.created.v1',
      'sync-core: handle exact.sales-order.created.v1',
    ];
    // each service sends its spans when it likes
    const trace = await until('The whole trace', async () => {
      const spans = traceOf(orderId);
      const there = new Set(spans.map(({ service, name }) => `${service}: ${name}`));
      return way.every((step) => there.has(step)) ? spans : undefined;
    });
    expect(new Set(trace.map(({ service }) => service))).toEqual(new Set(SERVICES));
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const roots = trace.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
    expect(roots.map(({ name }) => name)).toEqual(['order from Amazon']);
  });

  it('is linked with the call to Amazon that brought the order', async () => {
    const orderId = await aDoneOrder();
    const linked = await until('The span of the call', async () => {
      const { links = [] } = traceOf(orderId).find(({ name }) => name === 'order from Amazon') ?? {};
      return traces.spans.find(({ traceId, name }) => links.includes(traceId) && name === 'searchOrders');
    });
    expect(linked.service).toBe('amazon-gateway');
  });

  it('S-08: holds no buyer, no token and no secret', () => {
    expect(traces.spans.length).toBeGreaterThan(ORDERS * 5);
    expect(found(traces.raw.join('\n'))).toEqual([]);
  });
});

describe('the metrics', () => {
  it('S-08: hold no buyer and no secret, and no label that grows with tenants or orders', async () => {
    for (const { url } of stack.services) {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(found(text)).toEqual([]);
      const labels = [...text.matchAll(/="([^"]*)"/g)].map(([, value]) => value!);
      expect(labels.filter((label) => /[0-9a-f]{8}-[0-9a-f]{4}-|\d{3}-\d{7}-\d{7}|300001|A000ZQ/.test(label))).toEqual(
        [],
      );
      expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length).toBeLessThan(1_500);
    }
  });

  it('were all read from the database', async () => {
    const { url } = stack.services[0]!;
    expect(await (await fetch(`${url}/metrics`)).text()).not.toMatch(/^metric_read_failures_total\{.*\} [1-9]/m);
  });

  it('are all there that an alert reads', async () => {
    if (prometheus === undefined) return;
    const server = prometheus;
    const read = alerts().flatMap(({ name, expr }) =>
      metricsOf(expr)
        .filter(isWatched)
        .map((metric) => `${name}: ${metric}`),
    );
    let missing = read;
    // Prometheus looks at the services now and then
    await until('Every metric that an alert reads', async () => {
      const exported = await server.api<string[]>('/label/__name__/values');
      missing = read.filter((entry) => !exported.includes(entry.replace(/^.*: /, '')));
      return missing.length === 0 ? true : undefined;
    }).catch(() => undefined);
    expect(missing).toEqual([]);
  });

  it('are evaluated by Prometheus without an error', async () => {
    if (prometheus === undefined) return;
    const server = prometheus;
    // a rule has no health before it was evaluated once
    const rules = await until('The evaluation of every rule', async () => {
      const { groups } = await server.api<{ groups: { rules: { name: string; health: string }[] }[] }>('/rules');
      const all = groups.flatMap((group) => group.rules);
      return all.some(({ health }) => health === 'unknown') ? undefined : all;
    });
    expect(rules).toHaveLength(alerts().length);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('fill every panel of the three boards', async () => {
    const server = prometheus;
    if (server === undefined) return;
    const queries = boardQueries().filter(({ expr }) => metricsOf(expr).every(isWatched));
    const empty = async (): Promise<string[]> => {
      const answers = await Promise.all(
        queries.map(async (query) => ({ query, samples: await server.query(query.expr) })),
      );
      // a service that handled nothing has no quantile; somebody must have one
      return answers
        .filter(({ samples }) => !samples.some(({ value }) => Number.isFinite(Number(value[1]))))
        .map(({ query }) => `${query.board}, ${query.panel}: ${query.expr}`);
    };
    let left = await empty();
    await until('Figures in every panel', async () => ((left = await empty()).length === 0 ? true : undefined), {
      withinMs: 120_000,
      everyMs: 1_000,
    }).catch(() => undefined);
    expect(left).toEqual([]);
  });

  it('raise ConsentLost when Amazon no longer lets a seller in, and MessagesParked for what waits for a person', async () => {
    const server = prometheus;
    if (server === undefined) return;
    await stack.amazon.send('POST', `/sellers/${markedShop.sellerId}/revoke`, {});
    const raised = await until(
      'The alerts',
      async () => {
        const names = (await server.query('ALERTS')).map(({ metric }) => metric['alertname']);
        return names.includes('ConsentLost') && names.includes('MessagesParked') ? names : undefined;
      },
      { withinMs: 180_000 },
    );
    expect(raised).not.toContain('ServiceDown');
  });
});

function targetsOf({ services, infrastructure }: Stack): ScrapeTarget[] {
  const { metricsUrl } = infrastructure;
  if (metricsUrl === undefined)
    console.log('RabbitMQ’s own metrics were not looked at: this broker does not serve them (rabbitmq_prometheus)');
  return [
    ...services.map(({ service, url }) => ({ job: 'connector' as const, url, path: '/metrics', labels: { service } })),
    ...(metricsUrl === undefined
      ? []
      : [{ job: 'rabbitmq' as const, url: metricsUrl, path: '/metrics/per-object', labels: {} }]),
  ];
}

function isWatched(metric: string): boolean {
  return stack.infrastructure.metricsUrl !== undefined || !metric.startsWith('rabbitmq_');
}

function logs(): string[] {
  return readdirSync(stack.logFolder)
    .filter((file) => !file.includes('sandbox'))
    .flatMap((file) => readFileSync(join(stack.logFolder, file), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

/** Which marks and secrets are in a text; the first ten. */
function found(text: string): string[] {
  const lower = text.toLowerCase();
  return [
    ...marks.filter((mark) => lower.includes(mark)),
    ...SECRETS.flatMap((secret) => secret.exec(text)?.[0] ?? []),
  ].slice(0, 10);
}

function traceOf(orderId: string): ReceivedSpan[] {
  const root = traces.spans.find(
    ({ name, attributes }) =>
      name === 'order from Amazon' && attributes['messaging.message.conversation_id'] === orderId,
  );
  return traces.spans.filter(({ traceId }) => traceId === root?.traceId);
}

async function ordersIn(state: string): Promise<string[]> {
  const { orders: rows } = await stack.api.get<{ orders: { amazonOrderId: string }[] }>(
    `/orders?state=${state}&limit=200`,
  );
  return rows.map(({ amazonOrderId }) => amazonOrderId);
}

const aDoneOrder = async (): Promise<string> => (await ordersIn('done'))[0]!;

async function ended(): Promise<number> {
  const { orders: states } = await stack.api.get<{ orders: Record<string, number> }>('/summary');
  return (states['done'] ?? 0) + (states['held'] ?? 0);
}

/** Requests that are refused, with marks wherever a caller can put one. */
async function askWithMarks({ apiUrl, apiToken }: Stack, words: readonly string[]): Promise<void> {
  const [first, second] = words as [string, string];
  const authorization = `Bearer ${apiToken}`;
  const json = { authorization, 'content-type': 'application/json' };
  await fetch(`${apiUrl}/orders?after=${first}&email=${second}@example.org`, { headers: { authorization } });
  await fetch(`${apiUrl}/orders`, { headers: { authorization: `Bearer ${first}`, cookie: second } });
  await fetch(`${apiUrl}/connections`, { method: 'POST', headers: json, body: `{"name": ${first}` });
  await fetch(`${apiUrl}/connections`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({
      name: first,
      amazon: { sellerId: second, refreshToken: first },
      exact: { password: second },
    }),
  });
}

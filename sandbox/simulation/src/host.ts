import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallLog } from './call-log.js';
import type { SandboxClock } from './clock.js';
import type { FaultRule, Faults } from './faults.js';
import { StateFile, type Keepable } from './state-file.js';

/** A request as a platform sees it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** a look-up must not see what was written within so many milliseconds of the sandbox's clock */
  readonly lagMs?: number;
}

/** What a platform answers. An object goes out as JSON, text and bytes as they are. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string | Buffer;
}

/** A platform behind the host: it names a call (for the log and the faults) and answers it. */
export interface Platform extends Keepable {
  nameOf(call: Call): { operation: string; tenant: string };
  answer(call: Call): Answer | Promise<Answer>;
  /** the platform's own words for 429, 500 and 503 */
  refuse(status: 429 | 500 | 503): Answer;
  /** a request below `/_sandbox/`; undefined: there is no such control */
  control(method: string, path: string, query: URLSearchParams, body: unknown): unknown;
}

/** A running sandbox. */
export interface Host {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface Parts {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly calls: CallLog;
}

/** Where a sandbox listens, and the file that keeps its records from one run to the next. */
export interface HostOptions {
  /** 0: any free port */
  readonly port?: number;
  /** the address to listen on; the loopback address unless it is given */
  readonly address?: string;
  /** how callers reach it, for the links in its answers */
  readonly publicUrl?: string;
  readonly stateFile?: string;
}

/** Serves a platform and, below `/_sandbox/`, its control API. */
export async function startHost(platform: Platform, parts: Parts, options: HostOptions): Promise<Host> {
  const file = options.stateFile === undefined ? undefined : new StateFile(options.stateFile);
  file?.load(platform);
  let underWay = new Map<string, number>();
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, { status: 500, body: { sandbox: String(error) } });
      else response.destroy();
    });
  });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call: Call = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    if (call.path.startsWith('/_sandbox/')) return control(call, response);
    const { operation, tenant } = platform.nameOf(call);
    const beside = underWay.get(tenant) ?? 0;
    underWay.set(tenant, beside + 1);
    const started = performance.now();
    const fault = parts.faults.strike(operation, tenant);
    let status = 0;
    try {
      status = await answerWith(platform, call, response, fault);
    } finally {
      underWay.set(tenant, (underWay.get(tenant) ?? 1) - 1);
      parts.calls.add({
        at: new Date(parts.clock.now()).toISOString(),
        operation,
        tenant,
        status,
        milliseconds: Math.round(performance.now() - started),
        beside,
        ...(fault === undefined ? {} : { fault: fault.kind }),
      });
    }
  };

  const control = (call: Call, response: ServerResponse): void => {
    const path = call.path.slice('/_sandbox'.length);
    const body: unknown = call.body.length > 0 ? JSON.parse(call.body.toString('utf8')) : undefined;
    try {
      const result =
        commonControl(call.method, path, call.query, body) ?? platform.control(call.method, path, call.query, body);
      send(
        response,
        result === undefined
          ? { status: 404, body: { sandbox: `no control ${call.method} ${path}` } }
          : { status: 200, body: result as object },
      );
    } catch (error) {
      send(response, { status: 400, body: { sandbox: String(error) } });
    }
  };

  /** Writes what the platform holds to a file: the one that is named, else the sandbox's own. */
  const snapshot = (body: unknown): { file: string } => {
    const named = (body as { file?: string } | undefined)?.file ?? options.stateFile;
    if (named === undefined) throw new Error('name a file: {"file": "…"}');
    new StateFile(named).save(platform);
    return { file: named };
  };

  const commonControl = (method: string, path: string, query: URLSearchParams, body: unknown): unknown => {
    const { clock, faults, calls } = parts;
    switch (`${method} ${path}`) {
      case 'GET /clock':
        return clock.show();
      case 'PUT /clock':
        clock.set(body as { now?: string; speed?: number });
        return clock.show();
      case 'POST /clock/advance':
        clock.advance((body as { seconds: number }).seconds);
        return clock.show();
      case 'POST /snapshot':
        return snapshot(body);
      case 'GET /faults':
        return { faults: faults.list() };
      case 'POST /faults':
        for (const rule of Array.isArray(body) ? (body as FaultRule[]) : [body as FaultRule]) faults.add(rule);
        return { faults: faults.list() };
      case 'DELETE /faults':
        faults.clear();
        return { faults: [] };
      case 'GET /calls':
        return { calls: calls.list({ operation: query.get('operation'), tenant: query.get('tenant') }) };
      case 'GET /calls/summary':
        return calls.summary();
      case 'DELETE /calls':
        calls.clear();
        underWay = new Map();
        return {};
      default:
        return undefined;
    }
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.address ?? '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: options.publicUrl ?? `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          file?.save(platform);
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers, or misbehaves as the fault says. Returns the status that was sent; 0 where the caller got none. */
async function answerWith(
  platform: Platform,
  call: Call,
  response: ServerResponse,
  fault: FaultRule | undefined,
): Promise<number> {
  switch (fault?.kind) {
    case undefined:
      return send(response, await platform.answer(call));
    case 'latency':
      await wait(fault.ms ?? 1_000);
      return send(response, await platform.answer(call));
    case 'lagging-look-up':
      return send(response, await platform.answer({ ...call, lagMs: fault.ms ?? 5_000 }));
    case '429':
      return send(response, platform.refuse(429));
    case '500-generic':
      return send(response, platform.refuse(500));
    case '503':
      return send(response, platform.refuse(503));
    case '502-html':
      return send(response, {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
      });
    case 'reset-before':
      response.socket?.resetAndDestroy();
      return 0;
    case 'half-open':
      await new Promise((resolve) => response.on('close', resolve));
      return 0;
    case 'done-but-answer-lost':
      await platform.answer(call);
      response.socket?.resetAndDestroy();
      return 0;
    case 'late-commit':
      response.socket?.resetAndDestroy();
      await wait(fault.ms ?? 1_500);
      await platform.answer(call);
      return 0;
    case 'reset-in-body': {
      const bytes = bytesOf(await platform.answer(call));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.resetAndDestroy());
      return 0;
    }
    case 'truncated-json': {
      const answer = await platform.answer(call);
      const bytes = bytesOf(answer);
      return send(response, { ...answer, body: bytes.subarray(0, bytes.length >> 1) });
    }
  }
}

function bytesOf({ body }: Answer): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function send(response: ServerResponse, answer: Answer): number {
  const bytes = bytesOf(answer);
  const type = typeof answer.body === 'object' ? { 'content-type': 'application/json' } : {};
  response.writeHead(answer.status, { ...type, 'content-length': String(bytes.length), ...answer.headers });
  response.end(bytes);
  return answer.status;
}

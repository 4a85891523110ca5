import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commonControl, type Parts } from './control-api.js';
import { send } from './http-answer.js';
import { keepBeforeAnswer } from './keep-before-answer.js';
import { answerWith } from './misbehave.js';
import type { Answer, Call, Platform } from './platform.js';
import { StateFile } from './state-file.js';

const CONTROL = '/_sandbox';

/** A running sandbox. */
export interface Host {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where a sandbox listens, and the file that keeps its records from one run to the next. */
export interface HostOptions {
  /** 0: any free port */
  readonly port?: number;
  /** the address to listen on; the loopback address unless it is given */
  readonly address?: string;
  /** how callers reach it, for the links in its answers */
  readonly publicUrl?: string;
  /** is read at the start, and written before a change is answered and at the end */
  readonly stateFile?: string;
}

/** Serves a platform and, below `/_sandbox/`, its control API. */
export async function startHost(unkept: Platform, parts: Parts, options: HostOptions): Promise<Host> {
  const file = options.stateFile === undefined ? undefined : new StateFile(options.stateFile);
  const platform = file === undefined ? unkept : keepBeforeAnswer(unkept, file);
  file?.load(platform);
  const now = (): Date => new Date(parts.clock.now());
  const underWay = new Map<string, number>();
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, { status: 500, body: { sandbox: String(error) } }, now());
      else response.destroy();
    });
  });
  // else a caller that was held up for five seconds writes into a connection that is just being closed
  server.keepAliveTimeout = 120_000;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await read(request);
    if (call.path.startsWith(`${CONTROL}/`)) {
      send(response, control(call), now());
      return;
    }
    const { operation, tenant, caller } = platform.nameOf(call);
    const beside = underWay.get(tenant) ?? 0;
    underWay.set(tenant, beside + 1);
    const started = performance.now();
    const fault = parts.faults.strike(operation, tenant);
    let status = 0;
    try {
      status = await answerWith(platform, call, response, fault, now);
    } finally {
      underWay.set(tenant, (underWay.get(tenant) ?? 1) - 1);
      parts.calls.add({
        at: now().toISOString(),
        operation,
        tenant,
        ...(caller === undefined ? {} : { caller }),
        path: call.path,
        status,
        milliseconds: Math.round(performance.now() - started),
        beside,
        ...(fault === undefined ? {} : { fault: fault.kind }),
      });
    }
  };

  /** Writes what the platform holds to a file: the one that is named, else the sandbox's own. */
  const snapshot = (named = options.stateFile): { file: string } => {
    if (named === undefined) throw new Error('name a file: {"file": "…"}');
    new StateFile(named).save(platform);
    return { file: named };
  };

  const control = (call: Call): Answer => {
    const path = call.path.slice(CONTROL.length);
    try {
      const { method, query } = call;
      const body: unknown = call.body.length > 0 ? JSON.parse(call.body.toString('utf8')) : undefined;
      const baseUrl = options.publicUrl ?? `http://${call.headers.host ?? 'localhost'}`;
      const request = { method, path, query, body, baseUrl };
      const result = commonControl(parts, request, snapshot) ?? platform.control(request);
      return result === undefined
        ? { status: 404, body: { sandbox: `no control ${method} ${path}` } }
        : { status: 200, body: result as object };
    } catch (error) {
      return { status: 400, body: { sandbox: String(error) } };
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

async function read(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

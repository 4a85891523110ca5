import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way to the sandbox. */
export interface PassingCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface GateAnswer {
  readonly status: number;
  readonly body: object;
}

/** Answers a call in the sandbox's place; undefined lets it pass. */
export type Rule = (call: PassingCall) => GateAnswer | undefined;

/** Changes what the sandbox answers. */
export type Change = (call: PassingCall, answer: string) => string;

/** Stands between the gateway and the sandbox, for answers that the sandbox itself never gives. */
export class Gate {
  rules: Rule[] = [];
  changes: Change[] = [];
  /** the calls that came through, in their order */
  passed: PassingCall[] = [];
  private readonly server: Server;

  constructor(private readonly sandboxUrl: string) {
    this.server = createServer((request, response) => {
      void this.serve(request, response).catch(() => response.socket?.resetAndDestroy());
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.pass(request);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body);
  }

  private async pass(request: IncomingMessage): Promise<{ status: number; body: string; headers: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', this.sandboxUrl);
    const { method = 'GET' } = request;
    const body = Buffer.concat(chunks).toString('utf8');
    const call = { method, path: url.pathname, query: url.searchParams, body };
    this.passed.push(call);
    for (const rule of this.rules) {
      const answer = rule(call);
      if (answer !== undefined) return { status: answer.status, body: JSON.stringify(answer.body), headers: {} };
    }
    const headers = Object.fromEntries(
      ['x-amz-access-token', 'user-agent', 'content-type'].flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const response = await fetch(url, { method, headers, ...(body === '' ? {} : { body }) });
    const text = await response.text();
    const rate = response.headers.get('x-amzn-ratelimit-limit');
    return {
      status: response.status,
      body: this.changes.reduce((changed, change) => change(call, changed), text),
      headers: rate === null ? {} : { 'x-amzn-RateLimit-Limit': rate },
    };
  }
}

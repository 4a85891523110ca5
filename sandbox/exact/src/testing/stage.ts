import type { Host } from '@connector/simulation';
import { EXACT_CLIENT_ID, EXACT_CLIENT_SECRET, startExactSandbox, type ExactSandboxOptions } from '../index.js';

/** An answer as a caller gets it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** the body below `d`, or the whole of it */
  readonly d: Record<string, unknown> & Record<string, unknown>[];
  /** the text of a refusal */
  readonly message: string;
}

export type Query = Readonly<Record<string, string>>;

/** The division that every stage has. */
export const DIVISION = 101;

/** A started sandbox with a division and a user who is logged in; everything goes over HTTP. */
export class Stage {
  readonly host: Host;
  private token = '';

  private constructor(host: Host) {
    this.host = host;
  }

  static async start(options: ExactSandboxOptions & { user?: object; limited?: boolean } = {}): Promise<Stage> {
    const { user, limited, ...sandbox } = options;
    const host = await startExactSandbox({ now: '2026-11-23T09:00:00Z', ...sandbox });
    const stage = new Stage(host);
    await stage.control('POST', '/divisions', { code: DIVISION });
    if (limited !== true) await stage.control('POST', '/limits', { minuteLimit: 100_000, dayLimit: 100_000 });
    await stage.logIn({ userId: 'piet', refreshToken: 'first', divisions: [DIVISION], language: 'nl', ...user });
    return stage;
  }

  /** A sandbox that goes on from a state file, with nobody logged in. */
  static async resume(options: ExactSandboxOptions): Promise<Stage> {
    return new Stage(await startExactSandbox(options));
  }

  close(): Promise<void> {
    return this.host.close();
  }

  /** Seeds a user and calls in his name from now on. */
  async logIn(user: { refreshToken: string; divisions: number[] } & Record<string, unknown>): Promise<void> {
    await this.control('POST', '/users', user);
    await this.useRefreshToken(user.refreshToken);
  }

  async useRefreshToken(refreshToken: string): Promise<string> {
    const reply = await this.askToken({ grant_type: 'refresh_token', refresh_token: refreshToken });
    const pair = JSON.parse(reply.text) as { access_token: string; refresh_token: string };
    this.token = pair.access_token;
    return pair.refresh_token;
  }

  /** A call to the token endpoint. */
  askToken(form: Query): Promise<Reply> {
    return this.send(`${this.host.url}/api/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: EXACT_CLIENT_ID, client_secret: EXACT_CLIENT_SECRET, ...form }),
    });
  }

  get(path: string, query: Query = {}, headers: Query = {}): Promise<Reply> {
    return this.call('GET', path, query, undefined, headers);
  }

  post(path: string, body: unknown): Promise<Reply> {
    return this.call('POST', path, {}, body);
  }

  put(path: string, key: unknown, body: unknown): Promise<Reply> {
    return this.call('PUT', `${path}(guid'${String(key)}')`, {}, body);
  }

  delete(path: string, key: unknown): Promise<Reply> {
    return this.call('DELETE', `${path}(guid'${String(key)}')`);
  }

  call(method: string, path: string, query: Query = {}, body?: unknown, headers: Query = {}): Promise<Reply> {
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const division = path.startsWith('/') ? '' : `/api/v1/${DIVISION}/`;
    const url = path.startsWith('http') ? path : `${this.host.url}${division}${path}`;
    return this.send(parameters.length === 0 ? url : `${url}?${parameters.join('&')}`, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${this.token}`, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const reply = await this.send(`${this.host.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return JSON.parse(reply.text) as Record<string, unknown>;
  }

  advance(seconds: number): Promise<unknown> {
    return this.control('POST', '/clock/advance', { seconds });
  }

  /** A debtor, a stock item and what an order of it looks like. */
  async sale(code = 'SKU-1'): Promise<{ debtor: string; item: string; order: Record<string, unknown> }> {
    const debtor = await this.post('crm/Accounts', { Name: 'Jansen', Status: 'C', Country: 'NL' });
    const item = await this.post('logistics/Items', {
      Code: code,
      Description: 'Lamp',
      IsSalesItem: true,
      IsStockItem: true,
      SalesVatCode: '2',
    });
    const [debtorId, itemId] = [String(debtor.d['ID']), String(item.d['ID'])];
    return {
      debtor: debtorId,
      item: itemId,
      order: {
        OrderedBy: debtorId,
        OrderDate: '2026-11-23',
        YourRef: '405-1234567-1234567',
        SalesOrderLines: [{ Item: itemId, Quantity: 2, NetPrice: 12.1, VATCode: '2' }],
      },
    };
  }

  private async send(url: string, request: RequestInit): Promise<Reply> {
    const response = await fetch(url, { redirect: 'manual', ...request });
    const text = await response.text();
    const body = (text.startsWith('{') ? tolerant(text) : {}) as { d?: Reply['d']; error?: { message?: Message } };
    const message = typeof body.error === 'object' ? (body.error.message?.value ?? '') : '';
    return { status: response.status, headers: response.headers, text, d: body.d ?? (body as Reply['d']), message };
  }
}

interface Message {
  readonly value?: string;
}

/** Faults cut bodies off: such a text has nothing to read. */
function tolerant(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The results of a list. */
export const resultsOf = (reply: Reply): Record<string, unknown>[] =>
  Array.isArray(reply.d) ? reply.d : ((reply.d as { results?: Record<string, unknown>[] }).results ?? []);

/** Looks until it holds; fails after a while. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to hold within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

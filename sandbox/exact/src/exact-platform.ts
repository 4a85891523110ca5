import type { Answer, Call, CallName, ControlRequest, Platform, Random, SandboxClock } from '@connector/simulation';
import { actOnResource } from './resources/act-on-resource.js';
import type { Application } from './oauth/application.js';
import { control } from './control.js';
import { Division, type DivisionDump } from './divisions/division.js';
import { ExactError } from './odata/exact-error.js';
import { readDivisions, readMe } from './divisions/identity.js';
import type { Limits } from './limits/limits.js';
import type { OAuth } from './oauth/oauth.js';
import type { User } from './oauth/user.js';
import { standardDivision, type DivisionSeed } from './divisions/standard-division.js';
import { wallClock } from './divisions/wall-clock.js';
import type { Delivery, Webhooks } from './webhooks/webhooks.js';

const API = /^\/api\/v1\/(\d+)\/([^(]+?)(?:\((?:guid)?'([^']+)'\)|\((\d+)\))?$/;
const LONGEST_URL = 6_000;

/** Exact Online's REST API. */
export class ExactPlatform implements Platform {
  readonly divisions = new Map<number, Division>();
  baseUrl = '';

  constructor(
    readonly clock: SandboxClock,
    private readonly random: Random,
    readonly application: Application,
    readonly oauth: OAuth,
    readonly limits: Limits,
    readonly webhooks: Webhooks,
  ) {}

  nameOf(call: Call): CallName {
    if (call.path === '/api/oauth2/token') return { operation: 'token', tenant: 'oauth' };
    if (call.path === '/api/oauth2/auth') return { operation: 'consent', tenant: 'oauth' };
    const match = apiPath(call);
    if (match === null) return { operation: `${call.method} ${call.path}`, tenant: 'none' };
    const caller = this.oauth.userOf(call.headers.authorization)?.user.userId;
    return { operation: `${call.method} ${match[2]!}`, tenant: match[1]!, ...(caller === undefined ? {} : { caller }) };
  }

  async answer(call: Call): Promise<Answer> {
    try {
      if (call.path === '/api/oauth2/token' && call.method === 'POST') return this.oauth.token(call);
      if (call.path === '/api/oauth2/auth' && call.method === 'GET') return this.oauth.consent.page(call);
      return asAsked(call, await this.answerApi(call));
    } catch (error) {
      if (error instanceof ExactError) return error.answer();
      throw error;
    }
  }

  refuse(status: 401 | 429 | 500 | 503, text?: string): Answer {
    const own = {
      401: 'Unauthorized',
      429: 'Too many requests',
      500: 'An error has occurred. Please try again later.',
      503: 'Service unavailable',
    }[status];
    return new ExactError(status, text ?? own).answer();
  }

  control({ method, path, body }: ControlRequest): unknown {
    return control(this, method, path, body);
  }

  /** A new administration with the master data that a web shop has. */
  addDivision(seed: DivisionSeed): Division {
    return this.keep(standardDivision(seed, this.random, wallClock(this.clock.now())));
  }

  reset(): void {
    this.divisions.clear();
    this.oauth.clear();
    this.limits.clear();
    this.webhooks.clear();
  }

  save(): unknown {
    return {
      random: this.random.position,
      oauth: this.oauth.save(),
      limits: this.limits.save(),
      deliveries: this.webhooks.deliveries,
      application: this.application.register({}),
      divisions: [...this.divisions.values()].map((division) => division.dump()),
    };
  }

  load(saved: unknown): void {
    const kept = saved as {
      random: number;
      oauth: unknown;
      limits: unknown;
      deliveries: Delivery[];
      application: { redirectUri: string; webhookSecret: string };
      divisions: DivisionDump[];
    };
    this.random.position = kept.random;
    this.oauth.load(kept.oauth);
    this.limits.load(kept.limits);
    this.application.register(kept.application);
    for (const dump of kept.divisions) this.keep(Division.restore(dump, this.random));
    this.webhooks.resume(kept.deliveries);
  }

  private keep(division: Division): Division {
    division.changed = this.webhooks.listen(division);
    this.divisions.set(division.code, division);
    return division;
  }

  private async answerApi(call: Call): Promise<Answer> {
    const bearer = this.oauth.userOf(call.headers.authorization);
    if (bearer === undefined) throw new ExactError(401, 'Unauthorized');
    const { user, good } = bearer;
    if (call.path === '/api/v1/current/Me') {
      if (!good) throw new ExactError(401, 'Unauthorized');
      const current = this.divisions.get(user.currentDivision ?? user.divisions[0] ?? 0);
      return readMe(user, current, this.clock.now(), call, this.baseUrl);
    }
    const match = apiPath(call);
    if (match === null) throw new ExactError(404, 'Not found');
    const code = Number(match[1]);
    const path = match[2]!;
    if (!good) {
      this.limits.countError(user.userId, code, path);
      throw new ExactError(401, 'Unauthorized');
    }
    const headers = this.limits.take(code);
    try {
      this.limits.checkErrors(user.userId, code, path);
    } catch (error) {
      return withHeaders((error as ExactError).answer(), headers);
    }
    try {
      return withHeaders(await this.inDivision(call, user, code, path, (match[3] ?? match[4])?.toLowerCase()), headers);
    } catch (error) {
      if (!(error instanceof ExactError)) throw error;
      if ([400, 401, 403, 404].includes(error.status)) this.limits.countError(user.userId, code, path);
      return withHeaders(error.answer(), headers);
    }
  }

  private async inDivision(call: Call, user: User, code: number, path: string, key?: string): Promise<Answer> {
    const division = this.divisions.get(code);
    if (division === undefined || !user.divisions.includes(code)) throw new ExactError(403, 'Forbidden');
    if (queryLength(call) > LONGEST_URL) throw new ExactError(414, 'The address is too long');
    if (call.method === 'GET' && (path === 'system/Divisions' || path === 'system/AllDivisions')) {
      const all = [...this.divisions.values()].filter(({ customer }) => customer === division.customer);
      const open = path === 'system/AllDivisions' ? all : all.filter((one) => user.divisions.includes(one.code));
      return readDivisions(open, { current: code, path, key }, call, this.baseUrl);
    }
    const writer = {
      language: user.language,
      now: wallClock(this.clock.now()),
      elsewhere: (id: string) =>
        [...this.divisions.values()].some(
          (other) => other !== division && [...other.tables.values()].some((table) => table.has(id)),
        ),
    };
    const baseUrl = `${this.baseUrl}/api/v1/${code}`;
    const { webhooks, application } = this;
    const clientId = application.clientGuid;
    return actOnResource({ call, user, division, path, key, baseUrl, writer, webhooks, clientId });
  }
}

function apiPath(call: Call): RegExpExecArray | null {
  try {
    return API.exec(decodeURIComponent(call.path));
  } catch {
    return null;
  }
}

/** Characters of the address as it would be encoded. */
function queryLength(call: Call): number {
  return (
    call.path.length +
    [...call.query].reduce((sum, [name, value]) => sum + name.length + encodeURIComponent(value).length + 2, 0)
  );
}

/** Who does not ask for JSON gets Atom. */
function asAsked(call: Call, answer: Answer): Answer {
  if (answer.body === undefined || (call.headers.accept ?? '').includes('application/json')) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': 'application/atom+xml' },
    body: '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"/>',
  };
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});

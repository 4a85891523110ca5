import type { Answer, Call, Platform, Random, SandboxClock } from '@connector/simulation';
import { inspect, moveStock } from './control.js';
import type { Division, Row } from './division.js';
import { ExactError } from './exact-error.js';
import type { Limits } from './limits.js';
import type { OAuth, User } from './oauth.js';
import { createdAnswer, listRecords, readDeleted, readFeed, readRecord } from './read-records.js';
import { feeds, resources } from './resource-definitions.js';
import { standardDivision, type DivisionSeed } from './standard-division.js';
import { createRecord, deleteRecord, updateRecord } from './write-record.js';

const API = /^\/api\/v1\/(\d+)\/([^(]+?)(?:\((?:guid)?'([^']+)'\)|\((\d+)\))?$/;

/** Exact Online's REST API. */
export class ExactPlatform implements Platform {
  readonly divisions = new Map<number, Division>();
  baseUrl = '';

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    readonly oauth: OAuth,
    readonly limits: Limits,
  ) {}

  nameOf(call: Call): { operation: string; tenant: string } {
    if (call.path === '/api/oauth2/token') return { operation: 'token', tenant: 'oauth' };
    const match = API.exec(decodeURIComponent(call.path));
    if (match === null) return { operation: `${call.method} ${call.path}`, tenant: 'none' };
    return { operation: `${call.method} ${match[2]!}`, tenant: match[1]! };
  }

  answer(call: Call): Answer {
    try {
      if (call.path === '/api/oauth2/token' && call.method === 'POST') return this.oauth.token(call);
      const user = this.oauth.userOf(call.headers.authorization);
      if (user === undefined) throw new ExactError(401, 'Unauthorized');
      if (!String(call.headers.accept ?? '').includes('application/json')) {
        return {
          status: 200,
          headers: { 'content-type': 'application/atom+xml' },
          body: '<?xml version="1.0"?><feed/>',
        };
      }
      if (call.path === '/api/v1/current/Me') return this.me(user);
      return this.inDivision(call, user);
    } catch (error) {
      if (error instanceof ExactError) return error.answer();
      throw error;
    }
  }

  refuse(status: 429 | 500 | 503): Answer {
    const text = {
      429: 'Too many requests',
      500: 'An error has occurred. Please try again later.',
      503: 'Service unavailable',
    }[status];
    return new ExactError(status, text).answer();
  }

  control(method: string, path: string, _query: URLSearchParams, body: unknown): unknown {
    if (method === 'POST' && path === '/users') return this.oauth.seed(body as Parameters<OAuth['seed']>[0]);
    if (method === 'POST' && path === '/divisions') {
      const seed = body as DivisionSeed;
      this.divisions.set(seed.code, standardDivision(seed, this.random));
      return { code: seed.code };
    }
    if (method === 'POST' && path === '/limits') return Object.assign(this.limits, body);
    if (method === 'POST' && path === '/reset') {
      this.divisions.clear();
      this.oauth.users.clear();
      return {};
    }
    const match = /^\/divisions\/(\d+)\/(\w+)(?:\/([\w-]+))?$/.exec(path);
    const division = match === null ? undefined : this.divisions.get(Number(match[1]));
    if (match === null || division === undefined) return undefined;
    if (method === 'GET') return inspect(division, match[2]!);
    if (method === 'POST' && match[2] === 'stock')
      return moveStock(division, body as Parameters<typeof moveStock>[1], this.clock.now());
    if (method === 'PUT' && match[3] !== undefined) {
      const pathOf = { accounts: 'crm/Accounts', items: 'logistics/Items' }[match[2]!];
      if (pathOf === undefined) return undefined;
      updateRecord(division, pathOf, match[3], body as Row, { language: 'nl', now: this.clock.now() });
      return {};
    }
    return undefined;
  }

  private me(user: User): Answer {
    const results = [
      {
        UserID: user.userId,
        FullName: 'Koppeling',
        CurrentDivision: user.divisions[0],
        ServerTime: `/Date(${this.clock.now()})/`,
        ServerUtcOffset: 3600,
        LanguageCode: user.language === 'nl' ? 'nl-NL' : 'en-GB',
        Legislation: 1,
        PackageCode: 'Trade',
      },
    ];
    return { status: 200, body: { d: { results } } };
  }

  private inDivision(call: Call, user: User): Answer {
    const match = API.exec(decodeURIComponent(call.path));
    if (match === null) throw new ExactError(404, 'Not found');
    const code = Number(match[1]);
    const path = match[2]!;
    const key = match[3] ?? match[4];
    const division = this.divisions.get(code);
    if (division === undefined || !user.divisions.includes(code)) throw new ExactError(403, 'Forbidden');
    const headers = this.limits.take(code);
    this.limits.checkErrors(code, path);
    try {
      const answer = this.act(call, user, division, path, key);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    } catch (error) {
      if (!(error instanceof ExactError)) throw error;
      if ([400, 401, 403, 404].includes(error.status)) this.limits.countError(code, path);
      const answer = error.answer();
      return { ...answer, headers: { ...headers, ...answer.headers } };
    }
  }

  private act(call: Call, user: User, division: Division, path: string, key: string | undefined): Answer {
    const baseUrl = `${this.baseUrl}/api/v1/${division.code}`;
    const writer = { language: user.language, now: this.clock.now() };
    if (path === 'system/Divisions') return this.divisionList(user);
    if (path === 'sync/Deleted') return readDeleted(division, call.query);
    if (feeds[path] !== undefined && call.method === 'GET') return readFeed(division, path, call.query, baseUrl);
    const resource = resources[path];
    if (resource === undefined) throw new ExactError(404, `Resource not found for the segment '${path}'.`);
    if (!resource.methods.includes(call.method as 'GET')) throw new ExactError(405, 'Method not allowed');
    switch (call.method) {
      case 'GET':
        return key === undefined
          ? listRecords(division, path, call.query, baseUrl)
          : readRecord(division, path, key, call.query, baseUrl);
      case 'POST':
        return createdAnswer(createRecord(division, path, json(call), writer), path, baseUrl);
      case 'PUT':
        updateRecord(division, path, key ?? '', json(call), writer);
        return { status: 204 };
      default:
        deleteRecord(division, path, key ?? '', writer);
        return { status: 204 };
    }
  }

  private divisionList(user: User): Answer {
    const results = user.divisions
      .map((code) => this.divisions.get(code))
      .filter((division) => division !== undefined)
      .map((division) => ({
        Code: division.code,
        Hid: division.code % 1000,
        Description: division.description,
        Country: division.country.padEnd(3),
        Currency: division.currency,
        Legislation: 1,
        Status: 1,
        BlockingStatus: 0,
        DivisionMoveDate: null,
        DivisionHRLinkUnlinkDate: null,
      }));
    return { status: 200, body: { d: { results } } };
  }
}

function json(call: Call): Row {
  try {
    return JSON.parse(call.body.toString('utf8')) as Row;
  } catch {
    throw new ExactError(400, 'Error processing request stream. The request content is not valid JSON.');
  }
}

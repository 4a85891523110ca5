import { CLOCK, ENVIRONMENT, QuotaFailure, TransientFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ExactGatewayEnvironment } from '../environment.js';
import { AccessTokens } from './access-tokens.js';
import { unknownRefusals } from './call-metrics.js';
import { ExactCalls, type Received } from './calls.js';
import type { ExactAccess } from './exact-access.js';
import { failureOf, UnclearFailure } from './failures.js';
import { queryOf, recordsOf, textOf, type ExactRecord } from './odata.js';
import { siteUrl } from './site-url.js';

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** below the division, for example `crm/Accounts`; it names the endpoint in limits and logs */
  readonly path: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
}

/** A page of records. */
interface Page {
  readonly records: readonly ExactRecord[];
  readonly last: boolean;
}

/** Exact Online as records: what it answers becomes records, what it refuses a failure with a class and a reason. */
@Injectable()
export class ExactClient {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly calls: ExactCalls,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The records of one page. */
  async get(access: ExactAccess, path: string, query: Request['query']): Promise<ExactRecord[]> {
    return (await this.call(access, { method: 'GET', path, ...(query === undefined ? {} : { query }) })).records;
  }

  /**
   * The records page by page, so that what was worked off need not be read again when a limit ends the reading; `__next` is
   * followed only on Exact's own host.
   */
  async *pages(access: ExactAccess, path: string, query: Request['query']): AsyncGenerator<Page> {
    let page = await this.call(access, { method: 'GET', path, ...(query === undefined ? {} : { query }) });
    for (; page.next !== undefined; page = await this.callUrl(access, 'GET', path, this.own(access, page.next)))
      yield { records: page.records, last: false };
    yield { records: page.records, last: true };
  }

  /** The records of all pages, until there are more than `most`. */
  async getAll(
    access: ExactAccess,
    path: string,
    query: Request['query'],
    most = Number.POSITIVE_INFINITY,
  ): Promise<ExactRecord[]> {
    const records: ExactRecord[] = [];
    for await (const page of this.pages(access, path, query)) {
      records.push(...page.records);
      if (records.length > most) break;
    }
    return records;
  }

  async post(access: ExactAccess, path: string, body: object): Promise<ExactRecord> {
    const { records } = await this.call(access, { method: 'POST', path, body });
    return records[0]!;
  }

  async put(access: ExactAccess, path: string, key: string, body: object): Promise<void> {
    await this.call(access, { method: 'PUT', path, key, body });
  }

  async delete(access: ExactAccess, path: string, key: string): Promise<void> {
    await this.call(access, { method: 'DELETE', path, key });
  }

  /** `current/Me`, the one resource without a division: whose token this is, and which administration was open last. */
  async me(access: ExactAccess): Promise<{ userId: string; currentDivision?: number }> {
    const url = `${this.baseUrl(access.site)}/api/v1/current/Me${queryOf({ $select: 'UserID,CurrentDivision' })}`;
    const me = (await this.callUrl(access, 'GET', 'current/Me', url)).records[0]!;
    const division = me['CurrentDivision'];
    return { userId: textOf(me, 'UserID'), ...(typeof division === 'number' ? { currentDivision: division } : {}) };
  }

  private call(access: ExactAccess, request: Request): Promise<{ records: ExactRecord[]; next?: string }> {
    const key = request.key === undefined ? '' : `(guid'${request.key}')`;
    const url = `${this.baseUrl(access.site)}/api/v1/${access.division}/${request.path}${key}${queryOf(request.query ?? {})}`;
    return this.callUrl(access, request.method, request.path, url, request.body);
  }

  /** A read that ended without an answer had no effect: only a write is ever unclear. */
  private async callUrl(
    ...[access, method, path, url, body]: Parameters<ExactClient['callOnce']>
  ): Promise<{ records: ExactRecord[]; next?: string }> {
    try {
      return await this.callOnce(access, method, path, url, body);
    } catch (thrown) {
      if (method !== 'GET' || !(thrown instanceof UnclearFailure)) throw thrown;
      throw new TransientFailure(thrown.reasonCode, thrown.message);
    }
  }

  private async callOnce(
    access: ExactAccess,
    method: string,
    path: string,
    url: string,
    body?: object,
  ): Promise<{ records: ExactRecord[]; next?: string }> {
    const token = await this.tokens.token(access.chainId, this.baseUrl(access.site));
    const call = { access, method, path, url, body };
    const first = await this.calls.send(call, token);
    if (first.status !== 401) return this.read(first);
    const renewed = await this.tokens.token(access.chainId, this.baseUrl(access.site), first.used);
    return this.read(await this.calls.send(call, renewed));
  }

  private read({ status, text, headers, blockedUntil, unsent }: Received): { records: ExactRecord[]; next?: string } {
    if (unsent === true) throw new TransientFailure('exact_unavailable', 'The access token is being renewed');
    if (status === 204) return { records: [] };
    if (blockedUntil !== undefined)
      throw new QuotaFailure('exact_error_budget', 'Exact Online has closed the endpoint for an hour', blockedUntil);
    if (status === 429) {
      const day = headers.dayRemaining === 0;
      const inMs = day ? headers.dayResetInMs : headers.minuteResetInMs;
      throw new QuotaFailure(
        day ? 'exact_day_limit' : 'exact_minute_limit',
        'Exact Online says that the limit is used up',
        new Date(this.clock.now().getTime() + (inMs ?? 60_000)),
      );
    }
    if (status < 200 || status > 299) {
      const failure = failureOf(status, text);
      if (failure.reasonCode === 'exact_unknown_refusal') unknownRefusals.inc();
      throw failure;
    }
    try {
      return recordsOf(JSON.parse(text));
    } catch {
      throw new UnclearFailure('exact_unavailable', 'The answer of Exact Online cannot be read');
    }
  }

  private baseUrl(site: string): string {
    return siteUrl(this.environment, site);
  }

  private own(access: ExactAccess, next: string): string {
    if (new URL(next).host !== new URL(this.baseUrl(access.site)).host)
      throw new Error('A next page lies on a foreign host');
    return next;
  }
}

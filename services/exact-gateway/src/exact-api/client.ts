import { CLOCK, ENVIRONMENT, Failure, QuotaFailure, TransientFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ExactGatewayEnvironment } from '../environment.js';
import { AccessTokens } from './access-tokens.js';
import { calls, unknownRefusals } from './call-metrics.js';
import { ErrorBudget } from './error-budget.js';
import { failureOf, UnclearFailure } from './failures.js';
import { exhausted, limitHeaders, Limiter, type CallClass, type LimitHeaders } from './limiter.js';
import { queryOf, recordsOf, type ExactRecord } from './odata.js';

/** Whose administration is called, and for what. */
export interface ExactAccess {
  readonly division: number;
  readonly site: string;
  readonly chainId: string;
  readonly callClass: CallClass;
  /** a creation is sent only if it will have ended by then: the lease of its attempt, real time in milliseconds */
  readonly leasedUntil?: number;
}

interface Received {
  readonly status: number;
  readonly text: string;
  readonly headers: LimitHeaders;
  /** the access token that was used */
  readonly used: string;
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** below the division, for example `crm/Accounts`; it names the endpoint in limits and logs */
  readonly path: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
}

/**
 * Calls Exact Online: one at a time per division, within its limits, with a good token. Answers become records; refusals
 * become failures with a class and a reason. Nothing of a body or a token is ever logged.
 */
@Injectable()
export class ExactClient {
  private readonly logger = new Logger(ExactClient.name);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly limiter: Limiter,
    private readonly errors: ErrorBudget,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The records of one page. */
  async get(access: ExactAccess, path: string, query: Request['query']): Promise<ExactRecord[]> {
    return (await this.call(access, { method: 'GET', path, ...(query === undefined ? {} : { query }) })).records;
  }

  /** The records of all pages; `__next` is followed only on Exact's own host. */
  async getAll(access: ExactAccess, path: string, query: Request['query']): Promise<ExactRecord[]> {
    const first = await this.call(access, { method: 'GET', path, ...(query === undefined ? {} : { query }) });
    const records = [...first.records];
    for (let next = first.next; next !== undefined;) {
      const page = await this.callUrl(access, 'GET', path, this.own(access, next));
      records.push(...page.records);
      next = page.next;
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

  /** `current/Me`, the one resource without a division. */
  async me(access: ExactAccess): Promise<ExactRecord> {
    const url = `${this.baseUrl(access.site)}/api/v1/current/Me${queryOf({ $select: 'UserID,CurrentDivision' })}`;
    return (await this.callUrl(access, 'GET', 'current/Me', url)).records[0]!;
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
    const first = await this.send(access, method, path, url, token, body);
    if (first.status !== 401) return this.read(first);
    const renewed = await this.tokens.token(access.chainId, this.baseUrl(access.site), first.used);
    return this.read(await this.send(access, method, path, url, renewed, body));
  }

  private async send(
    access: ExactAccess,
    method: string,
    path: string,
    url: string,
    token: string,
    body?: object,
  ): Promise<Received> {
    await this.errors.check(access.division, path);
    const timeout = this.environment.EXACT_HTTP_TIMEOUT_MS;
    const permit = await this.limiter.permit(access.division, access.callClass, timeout + 5_000);
    const started = performance.now();
    let headers: LimitHeaders = {};
    let status = 0;
    let used = token;
    try {
      if (method === 'POST' && access.leasedUntil !== undefined && Date.now() + timeout > access.leasedUntil)
        throw new TransientFailure('exact_unavailable', 'Too little of the lease was left to call');
      // the permit may have been long in coming
      used = await this.tokens.newest(access.chainId, token);
      const response = await fetch(url, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${used}`,
          prefer: 'return=representation',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      headers = limitHeaders(response.headers);
      if (response.status === 429) headers = exhausted(headers);
      const text = await response.text();
      status = response.status;
      return { status, text, headers, used };
    } catch (thrown) {
      // what is classed was thrown before the call
      if (thrown instanceof Failure) throw thrown;
      throw new UnclearFailure('exact_unavailable', 'The call to Exact Online ended without an answer');
    } finally {
      await this.limiter.done(access.division, permit, headers);
      await this.errors.count(access.division, path, status);
      calls.inc({ operation: `${method} ${path}`, status: String(status) });
      this.logger.log(
        `${method} ${path} division=${access.division} status=${status} ms=${(performance.now() - started).toFixed(0)}`,
      );
    }
  }

  private read({ status, text, headers }: Received): { records: ExactRecord[]; next?: string } {
    if (status === 204) return { records: [] };
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
    return this.environment.EXACT_URL ?? `https://start.exactonline.${site}`;
  }

  private own(access: ExactAccess, next: string): string {
    if (new URL(next).host !== new URL(this.baseUrl(access.site)).host)
      throw new Error('A next page lies on a foreign host');
    return next;
  }
}

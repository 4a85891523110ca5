import { ENVIRONMENT, Failure, inSpan, passBoundary, TransientFailure } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ExactGatewayEnvironment } from '../environment.js';
import { AccessTokens } from './access-tokens.js';
import { calls } from './call-metrics.js';
import { ErrorBudget } from './error-budget.js';
import type { ExactAccess } from './exact-access.js';
import { UnclearFailure } from './failures.js';
import { exhausted, limitHeaders, Limiter, type LimitHeaders } from './limiter.js';

/** An answer of Exact's. */
export interface Received {
  readonly status: number;
  readonly text: string;
  readonly headers: LimitHeaders;
  /** the access token that was used */
  readonly used: string;
  /** the call was not made, because Exact had refused the token to another one */
  readonly unsent?: true;
  /** set where a 403 is taken for a block of the endpoint: until when */
  readonly blockedUntil?: Date;
}

/** A call: of whom, of which endpoint, and what it carries. */
interface ExactCall {
  readonly access: ExactAccess;
  readonly method: string;
  /** names the endpoint in limits and logs */
  readonly path: string;
  readonly url: string;
  readonly body?: object | undefined;
}

/**
 * Makes calls: one at a time per division, within the limits, counted, with the newest token. What an answer means is not its matter.
 * Nothing of a body or a token is ever logged.
 */
@Injectable()
export class ExactCalls {
  private readonly logger = new Logger(ExactCalls.name);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly limiter: Limiter,
    private readonly errors: ErrorBudget,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  /**
   * One call, when there is a permit for it. The span names the endpoint alone: a filter may hold a buyer's data.
   * @throws QuotaFailure when there is none in time, UnclearFailure when no answer came
   */
  send(call: ExactCall, token: string): Promise<Received> {
    const attributes = { 'exact.division': call.access.division };
    return inSpan(`${call.method} ${call.path}`, { kind: 'client', attributes }, async (span) => {
      const received = await this.sendNow(call, token);
      span.set({ 'http.response.status_code': received.status });
      return received;
    });
  }

  private async sendNow({ access, method, path, url, body }: ExactCall, token: string): Promise<Received> {
    await this.errors.check(access.division, path);
    const timeout = this.environment.EXACT_HTTP_TIMEOUT_MS;
    const permit = await this.limiter.permit(access.division, access.callClass, timeout + 5_000);
    passBoundary('exact.permit-taken');
    let started: number | undefined;
    let headers: LimitHeaders = {};
    let status = 0;
    try {
      if (method === 'POST' && access.leasedUntil !== undefined && Date.now() + timeout > access.leasedUntil)
        throw new TransientFailure('exact_unavailable', 'Too little of the lease was left to call');
      // the permit may have been long in coming
      const used = await this.tokens.newest(access.chainId, token);
      // what Exact has said to another call with it, it would say to this one, and count it as one more error
      if (used === undefined) return { status: 401, text: '', headers, used: token, unsent: true };
      started = performance.now();
      const answer = fetch(url, {
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
      passBoundary('exact.request-sent');
      const response = await answer;
      headers = limitHeaders(response.headers);
      if (response.status === 429) headers = exhausted(headers);
      const text = await response.text();
      status = response.status;
      passBoundary('exact.answered');
      // before anybody else gets the permit: one refused call is enough
      if (status === 401) await this.tokens.refuse(access.chainId, used);
      const blockedUntil = await this.errors.count(access.division, path, status);
      return { status, text, headers, used, ...(blockedUntil === undefined ? {} : { blockedUntil }) };
    } catch (thrown) {
      // what is classed was thrown before the call
      if (thrown instanceof Failure) throw thrown;
      throw new UnclearFailure('exact_unavailable', 'The call to Exact Online ended without an answer');
    } finally {
      await this.limiter.done(access.division, permit, headers);
      if (started !== undefined) this.report(access, `${method} ${path}`, status, performance.now() - started);
    }
  }

  private report({ division }: ExactAccess, operation: string, status: number, milliseconds: number): void {
    calls.inc({ operation, status: String(status) });
    this.logger.log(`${operation} division=${division} status=${status} ms=${milliseconds.toFixed(0)}`);
  }
}

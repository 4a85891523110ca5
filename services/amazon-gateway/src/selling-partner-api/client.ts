import { ENVIRONMENT, inSpan, passBoundary, QuotaFailure, TransientFailure } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { AccessTokens } from './access-tokens.js';
import { failureOf, isExpiredToken } from './failures.js';
import type { Operation } from './limits.js';
import { hostOf } from './marketplaces.js';
import { LoginWithAmazon } from './login-with-amazon.js';
import { RateLimiter } from './rate-limiter.js';

const TIMEOUT_MS = 30_000;
const USER_AGENT = 'AmazonExactConnector/0.1 (Language=TypeScript; Platform=Node)';

interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** of an operation that belongs to the application and to no seller: called with a token of our own */
  readonly scope?: string;
  /** calls of the burst that are left to others */
  readonly leaveCalls?: number;
}

const calls = new Counter({
  name: 'amazon_api_calls_total',
  help: 'Calls to the Selling Partner API',
  labelNames: ['operation', 'status'] as const,
});

/** The bucket of operations that belong to the application: one for all sellers. */
const APPLICATION = '00000000-0000-0000-0000-000000000000';

function bucketOf({ connectionId }: AmazonConnection, { scope }: Request): string {
  return scope === undefined ? connectionId : APPLICATION;
}

/** They only do something. An empty answer to any other is one that was cut, and is asked for again. */
const SAYS_NOTHING: ReadonlySet<Operation> = new Set(['cancelFeed']);

/** Calls the Selling Partner API within its limits. Logs operation, status and Amazon's request id; never a query, a body or a token. */
@Injectable()
export class SellingPartnerClient {
  private readonly logger = new Logger(SellingPartnerClient.name);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly limiter: RateLimiter,
    private readonly login: LoginWithAmazon,
    private readonly connections: Connections,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  /**
   * The answer's body as JSON.
   * @throws QuotaFailure, CredentialsFailure, TransientFailure or Failure by what Amazon answered
   */
  async call(connection: AmazonConnection, operation: Operation, request: Request): Promise<unknown> {
    if (request.scope !== undefined) {
      const { token } = await this.login.ofClient(request.scope);
      return this.read(
        bucketOf(connection, request),
        operation,
        await this.send(connection, operation, request, token),
      );
    }
    const refreshToken = (): string => this.connections.refreshToken(connection);
    const token = await this.tokens.token(connection.connectionId, refreshToken);
    const first = await this.send(connection, operation, request, token);
    if (!isExpiredToken(first.status, first.text)) return this.read(connection.connectionId, operation, first);
    const renewed = await this.tokens.token(connection.connectionId, refreshToken, token);
    return this.read(connection.connectionId, operation, await this.send(connection, operation, request, renewed));
  }

  private send(...call: Parameters<SellingPartnerClient['sendNow']>): Promise<{ status: number; text: string }> {
    const [{ connectionId }, operation] = call;
    const attributes = { 'connector.connection_id': connectionId };
    return inSpan(operation, { kind: 'client', attributes }, async (span) => {
      const received = await this.sendNow(...call);
      span.set({ 'http.response.status_code': received.status });
      return received;
    });
  }

  private async sendNow(
    connection: AmazonConnection,
    operation: Operation,
    request: Request,
    token: string,
  ): Promise<{ status: number; text: string }> {
    const { leaveCalls } = request;
    await this.limiter.take(bucketOf(connection, request), operation, leaveCalls);
    passBoundary('amazon.permit-taken');
    const started = performance.now();
    let status = 0;
    let requestId = '';
    let rate = 0;
    let text: string;
    try {
      const answer = fetch(this.urlOf(connection, request), {
        method: request.method,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'x-amz-access-token': token,
          'user-agent': USER_AGENT,
          accept: 'application/json',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      passBoundary('amazon.request-sent');
      const response = await answer;
      text = await response.text();
      status = response.status;
      passBoundary('amazon.answered');
      requestId = response.headers.get('x-amzn-requestid') ?? '';
      rate = Number(response.headers.get('x-amzn-ratelimit-limit'));
    } catch {
      throw new TransientFailure('amazon_unavailable', `${operation} ended without an answer`);
    } finally {
      calls.inc({ operation, status: String(status) });
      this.logger.log(
        `${operation} connectionId=${connection.connectionId} status=${status} requestId=${requestId} ms=${(performance.now() - started).toFixed(0)}`,
      );
    }
    if (rate > 0) await this.limiter.correct(bucketOf(connection, request), operation, rate);
    return { status, text };
  }

  private async read(
    bucket: string,
    operation: Operation,
    { status, text }: { status: number; text: string },
  ): Promise<unknown> {
    if (status === 429) {
      const notBefore = await this.limiter.refused(bucket, operation);
      throw new QuotaFailure('amazon_rate_limit', `${operation} was refused for its rate`, notBefore);
    }
    if (status < 200 || status > 299) throw failureOf(operation, status, text);
    if (text === '' && SAYS_NOTHING.has(operation)) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new TransientFailure('amazon_unavailable', `The answer of ${operation} cannot be read`);
    }
  }

  private urlOf(connection: AmazonConnection, { path, query }: Request): string {
    const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const search = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
    return `${this.environment.AMAZON_API_URL ?? hostOf(connection.region)}${path}${search === '' ? '' : `?${search}`}`;
  }
}

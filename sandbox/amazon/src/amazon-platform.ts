import type { Answer, Call, CallName, ControlRequest, Platform, Random, SandboxClock } from '@connector/simulation';
import { AmazonError, invalidInput, notFound, quotaExceeded } from './api/amazon-error.js';
import { operationOf, validationPreview, type Operation } from './api/operations.js';
import type { SellerCall } from './api/request-reader.js';
import { control } from './control.js';
import { CONSENT_PATH } from './login/consent-page.js';
import { PlatformParts } from './platform-parts.js';
import type { Seller } from './sellers/sellers.js';

const TOKEN_PATH = '/auth/o2/token';
const LONGEST_USER_AGENT = 500;

/** Statuses whose answers tell the rate "when available"; 403 and 429 never do (amazon-sp-api 11). */
const RATED = [200, 201, 202, 400, 404];

/** The Selling Partner API of the European region, Login with Amazon, the consent page, the storage of documents and queues. */
export class AmazonPlatform implements Platform {
  private readonly parts: PlatformParts;

  constructor(
    clock: SandboxClock,
    private readonly random: Random,
    private readonly publicUrl?: string,
  ) {
    this.parts = new PlatformParts(clock, random);
  }

  nameOf(call: Call): CallName {
    const { sqs, documents, login } = this.parts;
    if (sqs.handles(call)) return { operation: sqs.operationOf(call), tenant: 'aws' };
    if (call.path === TOKEN_PATH) return { operation: 'token', tenant: 'lwa' };
    if (call.path === CONSENT_PATH) return { operation: 'consent', tenant: 'seller-central' };
    if (documents.handles(call.path)) return { operation: `${call.method} document`, tenant: 'storage' };
    const tenant = login.tenantOf(call.headers['x-amz-access-token']);
    return {
      operation: operationOf(call.method, call.path)?.name ?? `${call.method} ${call.path}`,
      tenant,
      caller: tenant,
    };
  }

  answer(call: Call): Answer | Promise<Answer> {
    const { sqs, consent, documents } = this.parts;
    if (sqs.handles(call)) return sqs.answer(call, this.baseUrlOf(call));
    if (call.path === CONSENT_PATH) return consent.answer(call);
    if (documents.handles(call.path)) return documents.answer(call);
    const requestId = this.random.guid();
    const { answer, rate } = this.answerOrRefuse(call);
    return {
      ...answer,
      headers: {
        ...answer.headers,
        'x-amzn-RequestId': requestId,
        ...(rate !== undefined && RATED.includes(answer.status) ? { 'x-amzn-RateLimit-Limit': String(rate) } : {}),
      },
    };
  }

  refuse(status: 401 | 429 | 500 | 503, text = 'We encountered an internal error. Please try again.'): Answer {
    if (status === 429) return quotaExceeded().answer();
    const code = { 401: 'Unauthorized', 500: 'InternalFailure', 503: 'ServiceUnavailable' }[status];
    return new AmazonError(status, code, text).answer();
  }

  control(request: ControlRequest): unknown {
    return control(this.parts, request);
  }

  save(): unknown {
    return { random: this.random.position, parts: this.parts.save() };
  }

  load(saved: unknown): void {
    const { random, parts } = saved as { random: number; parts: unknown };
    this.random.position = random;
    this.parts.load(parts);
  }

  private answerOrRefuse(call: Call): { answer: Answer; rate?: number } {
    let rate: number | undefined;
    try {
      if (call.path === TOKEN_PATH) return { answer: this.parts.login.token(call) };
      const operation = operationOf(call.method, call.path);
      const seller = this.admit(operation, call);
      if (operation === undefined) throw notFound('The resource was not found');
      const limited = this.limitOf(operation, call);
      const caller = seller?.sellerId ?? 'application';
      rate = this.parts.buckets.rateOf(caller, limited).rate;
      this.parts.buckets.take(caller, limited);
      return { answer: this.operate(operation, seller, call), rate };
    } catch (error) {
      if (error instanceof AmazonError) return { answer: error.answer(), ...(rate === undefined ? {} : { rate }) };
      throw error;
    }
  }

  /** Login comes first, then the rate, then the operation: a call that is refused for its parameters has cost a token. */
  private admit(operation: Operation | undefined, call: Call): Seller | undefined {
    const agent = call.headers['user-agent'];
    if (agent === undefined || agent.length > LONGEST_USER_AGENT)
      throw invalidInput('The user-agent header is mandatory, and 500 characters at most');
    return this.parts.login.check(call.headers['x-amz-access-token'], operation?.scope);
  }

  private limitOf(operation: Operation, { query }: Call): Pick<Operation, 'name' | 'rate' | 'burst' | 'total'> {
    const isPreview = operation.name === 'patchListingsItem' && query.get('mode') === 'VALIDATION_PREVIEW';
    return isPreview ? validationPreview : operation;
  }

  private operate(operation: Operation, seller: Seller | undefined, call: Call): Answer {
    const sent: SellerCall = {
      // A grantless operation has no seller, and none of them looks for one.
      seller: seller as Seller,
      parts: partsOf(operation.path.exec(call.path) ?? []),
      query: call.query,
      body: call.body,
      baseUrl: this.baseUrlOf(call),
    };
    return this.parts.handlers[operation.name]!(sent);
  }

  private baseUrlOf({ headers }: Call): string {
    return this.publicUrl ?? `http://${headers.host ?? 'localhost'}`;
  }
}

function partsOf(match: readonly string[]): string[] {
  try {
    return match.slice(1).map((part) => decodeURIComponent(part));
  } catch {
    throw invalidInput('The path is not encoded rightly');
  }
}

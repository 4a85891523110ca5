import type { Answer, Call, Platform, Random, SandboxClock } from '@connector/simulation';
import { AmazonError, invalidInput, notFound, quotaExceeded } from './amazon-error.js';
import { Application } from './application.js';
import { CONSENT_PATH, ConsentPage } from './consent-page.js';
import { control } from './control.js';
import { Feeds } from './feeds.js';
import { Listings } from './listings.js';
import { LoginWithAmazon } from './login-with-amazon.js';
import { Notifications, type Destination } from './notifications.js';
import { operationOf, type Operation } from './operations.js';
import { Orders } from './orders.js';
import { PresignedDocuments } from './presigned-documents.js';
import { Reports } from './reports.js';
import type { SellerCall } from './request-reader.js';
import { getAccount, getMarketplaceParticipations } from './seller-account.js';
import { Sellers, type Seller } from './sellers.js';
import { TokenBuckets } from './token-buckets.js';

const TOKEN_PATH = '/auth/o2/token';
const LONGEST_USER_AGENT = 500;

type Handler = (call: SellerCall) => Answer;

/** Statuses whose answers tell the rate "when available"; 403 and 429 never do (amazon-sp-api 11). */
const RATED = [200, 201, 202, 400, 404];

/** The Selling Partner API of the European region, Login with Amazon, the consent page and the storage of documents. */
export class AmazonPlatform implements Platform {
  private readonly sellers = new Sellers();
  private readonly application = new Application();
  private readonly buckets: TokenBuckets;
  private readonly login: LoginWithAmazon;
  private readonly consent: ConsentPage;
  private readonly documents: PresignedDocuments;
  private readonly orders: Orders;
  private readonly listings: Listings;
  private readonly notifications: Notifications;
  private readonly handlers: Readonly<Record<string, Handler>>;

  constructor(
    clock: SandboxClock,
    private readonly random: Random,
    private readonly publicUrl?: string,
  ) {
    this.buckets = new TokenBuckets(clock);
    this.login = new LoginWithAmazon(clock, random, this.sellers, this.application);
    this.consent = new ConsentPage(this.sellers, this.application, this.login);
    this.documents = new PresignedDocuments(clock, random);
    this.orders = new Orders(clock);
    this.listings = new Listings(clock, random);
    this.notifications = new Notifications(random, this.sellers);
    const reports = new Reports(clock, random, this.documents, this.listings);
    const feeds = new Feeds(clock, random, this.documents, this.listings);
    const { orders, listings, notifications } = this;
    this.handlers = {
      searchOrders: (call) => orders.search(call),
      getOrder: (call) => orders.get(call),
      searchListingsItems: (call) => listings.search(call),
      getListingsItem: (call) => listings.get(call),
      patchListingsItem: (call) => listings.patch(call),
      getMarketplaceParticipations,
      getAccount,
      createReport: (call) => reports.create(call),
      getReports: (call) => reports.list(call),
      getReport: (call) => reports.get(call),
      cancelReport: (call) => reports.cancel(call),
      getReportDocument: (call) => reports.document(call),
      createFeedDocument: (call) => feeds.createDocument(call),
      createFeed: (call) => feeds.create(call),
      getFeeds: (call) => feeds.list(call),
      getFeed: (call) => feeds.get(call),
      cancelFeed: (call) => feeds.cancel(call),
      getFeedDocument: (call) => feeds.document(call),
      createSubscription: (call) => notifications.subscribe(call),
      getSubscription: (call) => notifications.subscription(call),
      getSubscriptionById: (call) => notifications.subscriptionById(call),
      deleteSubscriptionById: (call) => notifications.unsubscribe(call),
      createDestination: (call) => notifications.createDestination(call),
      getDestinations: () => notifications.getDestinations(),
      getDestination: (call) => notifications.getDestination(call),
      deleteDestination: (call) => notifications.deleteDestination(call),
    };
  }

  nameOf(call: Call): { operation: string; tenant: string } {
    if (call.path === TOKEN_PATH) return { operation: 'token', tenant: 'lwa' };
    if (call.path === CONSENT_PATH) return { operation: 'consent', tenant: 'seller-central' };
    if (this.documents.handles(call.path)) return { operation: `${call.method} document`, tenant: 'storage' };
    return {
      operation: operationOf(call.method, call.path)?.name ?? `${call.method} ${call.path}`,
      tenant: this.login.tenantOf(call.headers['x-amz-access-token']),
    };
  }

  answer(call: Call): Answer {
    if (call.path === CONSENT_PATH) return this.consent.answer(call);
    if (this.documents.handles(call.path)) return this.documents.answer(call);
    const requestId = this.random.guid();
    const operation = operationOf(call.method, call.path);
    const answer = this.answerOrRefuse(call, operation);
    const rated = operation !== undefined && RATED.includes(answer.status);
    return {
      ...answer,
      headers: {
        ...answer.headers,
        'x-amzn-RequestId': requestId,
        ...(rated ? { 'x-amzn-RateLimit-Limit': String(operation.rate) } : {}),
      },
    };
  }

  refuse(status: 429 | 500 | 503): Answer {
    if (status === 429) return quotaExceeded().answer();
    const code = { 500: 'InternalFailure', 503: 'ServiceUnavailable' }[status];
    return new AmazonError(status, code, 'We encountered an internal error. Please try again.').answer();
  }

  control(method: string, path: string, _query: URLSearchParams, body: unknown): unknown {
    const { sellers, application, login, orders, listings, notifications, buckets } = this;
    return control({ sellers, application, login, orders, listings, notifications, buckets }, method, path, body);
  }

  save(): unknown {
    return {
      random: this.random.position,
      sellers: this.sellers.all,
      destinations: this.notifications.destinations,
    };
  }

  load(saved: unknown): void {
    const { random, sellers, destinations } = saved as {
      random: number;
      sellers: Map<string, Seller>;
      destinations: Map<string, Destination>;
    };
    this.random.position = random;
    for (const [id, seller] of sellers) this.sellers.all.set(id, seller);
    for (const [id, destination] of destinations) this.notifications.destinations.set(id, destination);
  }

  private answerOrRefuse(call: Call, operation: Operation | undefined): Answer {
    try {
      return call.path === TOKEN_PATH ? this.login.token(call) : this.operate(operation, call);
    } catch (error) {
      if (error instanceof AmazonError) return error.answer();
      throw error;
    }
  }

  /** Login, then the rate, then the operation: a call that is refused for its parameters has cost a token. */
  private operate(operation: Operation | undefined, call: Call): Answer {
    const agent = call.headers['user-agent'];
    if (agent === undefined || agent.length > LONGEST_USER_AGENT)
      throw invalidInput('The user-agent header is mandatory, and 500 characters at most');
    const seller = this.login.check(call.headers['x-amz-access-token'], operation?.scope);
    if (operation === undefined) throw notFound('The resource was not found');
    this.buckets.take(seller?.sellerId ?? 'application', operation);
    return this.handlers[operation.name]!({
      // A grantless operation has no seller, and none of them looks for one.
      seller: seller as Seller,
      parts: partsOf(operation.path.exec(call.path) ?? []),
      query: call.query,
      body: call.body,
      baseUrl: this.publicUrl ?? `http://${call.headers.host ?? 'localhost'}`,
    });
  }
}

function partsOf(match: readonly string[]): string[] {
  try {
    return match.slice(1).map((part) => decodeURIComponent(part));
  } catch {
    throw invalidInput('The path is not encoded rightly');
  }
}

import type { Answer, Random, SandboxClock } from '@connector/simulation';
import type { SellerCall } from './api/request-reader.js';
import { Feeds } from './feeds/feeds.js';
import { Listings } from './listings/listings.js';
import { Application } from './login/application.js';
import { ConsentPage } from './login/consent-page.js';
import { LoginWithAmazon } from './login/login-with-amazon.js';
import { Announcements } from './notifications/announcements.js';
import { Destinations } from './notifications/destinations.js';
import type { Destination, Subscription } from './notifications/subscription.js';
import { Subscriptions } from './notifications/subscriptions.js';
import { Orders } from './orders/orders.js';
import { PresignedDocuments } from './processing/presigned-documents.js';
import { AWS_KEY, Queues } from './queues/queues.js';
import { SqsProtocol } from './queues/sqs-protocol.js';
import { TokenBuckets } from './rates/token-buckets.js';
import { Reports } from './reports/reports.js';
import { getAccount, getMarketplaceParticipations } from './sellers/seller-account.js';
import { Sellers, type Seller } from './sellers/sellers.js';

/** What the platform is made of, and which part answers which operation. */
export class PlatformParts {
  readonly sellers: Sellers;
  readonly application: Application;
  readonly buckets: TokenBuckets;
  readonly login: LoginWithAmazon;
  readonly consent: ConsentPage;
  readonly documents: PresignedDocuments;
  readonly orders: Orders;
  readonly listings: Listings;
  readonly reports: Reports;
  readonly feeds: Feeds;
  readonly queues: Queues;
  readonly destinations: Destinations;
  readonly announcements: Announcements;
  readonly subscriptions: Subscriptions;
  readonly sqs: SqsProtocol;
  readonly handlers: Readonly<Record<string, (call: SellerCall) => Answer>>;

  constructor(clock: SandboxClock, random: Random) {
    const sellers = (this.sellers = new Sellers(clock));
    this.application = new Application(clock, random);
    this.buckets = new TokenBuckets(clock);
    this.login = new LoginWithAmazon(clock, random, sellers, this.application);
    this.consent = new ConsentPage(sellers, this.application, this.login);
    this.documents = new PresignedDocuments(clock, random);
    this.queues = new Queues(clock, random);
    this.destinations = new Destinations(random, this.queues);
    const announcements = (this.announcements = new Announcements(clock, random, this.queues, this.destinations.all));
    this.subscriptions = new Subscriptions(random, sellers, this.destinations, announcements);
    this.orders = new Orders(clock, (...change) => announcements.orderChanged(...change));
    this.listings = new Listings(clock, random);
    const { documents, listings } = this;
    this.reports = new Reports(clock, random, documents, listings, (...end) => announcements.reportFinished(...end));
    this.feeds = new Feeds(clock, random, documents, listings, (...end) => announcements.feedFinished(...end));
    this.sqs = new SqsProtocol(clock, random, this.queues, AWS_KEY, () => this.bringUpToDate());
    this.handlers = this.handlersOf();
  }

  /** Ends what is due by now, so that what is to be told of it is told. */
  bringUpToDate(): void {
    for (const seller of this.sellers.all.values()) {
      this.reports.settle(seller);
      this.feeds.settle(seller);
    }
    const subscription = this.subscriptions.ofApplication.get('APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY');
    const clientSecretExpiryTime = subscription === undefined ? undefined : this.application.takeExpiryToAnnounce();
    if (subscription !== undefined && clientSecretExpiryTime !== undefined)
      this.announcements.ofApplication(subscription, {
        clientSecretExpiryTime,
        clientSecretExpiryReason: 'PERIODIC_ROTATION',
      });
  }

  save(): unknown {
    return {
      sellers: this.sellers.all,
      application: this.application.save(),
      login: this.login.save(),
      links: this.documents.links,
      buckets: this.buckets.save(),
      queues: this.queues.save(),
      destinations: this.destinations.all,
      subscriptions: this.subscriptions.ofApplication,
    };
  }

  load(saved: unknown): void {
    const kept = saved as {
      sellers: Map<string, Seller>;
      application: unknown;
      login: unknown;
      links: PresignedDocuments['links'];
      buckets: unknown;
      queues: unknown;
      destinations: Map<string, Destination>;
      subscriptions: Map<string, Subscription>;
    };
    this.reset();
    for (const [id, seller] of kept.sellers) this.sellers.all.set(id, seller);
    this.application.load(kept.application);
    this.login.load(kept.login);
    for (const [signature, link] of kept.links) this.documents.links.set(signature, link);
    this.buckets.load(kept.buckets);
    this.queues.load(kept.queues);
    for (const [id, destination] of kept.destinations) this.destinations.all.set(id, destination);
    for (const [type, subscription] of kept.subscriptions) this.subscriptions.ofApplication.set(type, subscription);
  }

  /** Nothing is left. */
  reset(): void {
    this.sellers.all.clear();
    this.application.clear();
    this.login.clear();
    this.documents.links.clear();
    this.buckets.clear();
    this.queues.all.clear();
    this.destinations.all.clear();
    this.subscriptions.ofApplication.clear();
  }

  private rotateSecret(): Answer {
    const secrets = this.application.rotate();
    const subscription = this.subscriptions.ofApplication.get('APPLICATION_OAUTH_CLIENT_NEW_SECRET');
    if (subscription !== undefined) this.announcements.ofApplication(subscription, secrets);
    return { status: 204 };
  }

  private handlersOf(): PlatformParts['handlers'] {
    const { orders, listings, reports, feeds, destinations, subscriptions } = this;
    return {
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
      createSubscription: (call) => subscriptions.create(call),
      getSubscription: (call) => subscriptions.get(call),
      getSubscriptions: (call) => subscriptions.list(call),
      getSubscriptionById: (call) => subscriptions.byId(call),
      deleteSubscriptionById: (call) => subscriptions.delete(call),
      sendTestNotification: (call) => subscriptions.test(call),
      createDestination: (call) => destinations.create(call),
      getDestinations: () => destinations.list(),
      getDestination: (call) => destinations.get(call),
      deleteDestination: (call) => destinations.delete(call),
      rotateApplicationClientSecret: () => this.rotateSecret(),
    };
  }
}

import type { Random, SandboxClock } from '@connector/simulation';
import type { Feed } from '../feeds/feed-model.js';
import { APPLICATION_ID, CLIENT_ID } from '../login/application.js';
import type { AmazonOrder } from '../orders/order-model.js';
import type { Queues } from '../queues/queues.js';
import type { Report } from '../reports/report-model.js';
import type { Seller } from '../sellers/sellers.js';
import { orderChangePayload, orderChangesOf, type OrderChangeType } from './order-change.js';
import type { Destination, Subscription } from './subscription.js';

/** Puts what was subscribed to into the queues: at least once, a while later, in no order (amazon-sp-api 9). */
export class Announcements {
  /** how long after its event a notification is in the queue */
  delaySeconds = 10;
  /** how often one is published a second time with the same id, 0 to 1 */
  duplicates = 0;

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly queues: Queues,
    private readonly destinations: ReadonlyMap<string, Destination>,
  ) {}

  orderChanged(seller: Seller, before: AmazonOrder | undefined, after: AmazonOrder): void {
    const subscription = seller.subscriptions.get('ORDER_CHANGE');
    if (subscription === undefined) return;
    for (const type of orderChangesOf(before, after)) {
      if (!wanted(subscription, type, after.salesChannel.marketplaceId)) continue;
      const payload = orderChangePayload(seller.sellerId, after, type, seller.personalData === true);
      this.publish(subscription, this.clock.now(), (base, metadata) => ({
        NotificationVersion: '1.0',
        NotificationType: base.type,
        PayloadVersion: '1.0',
        EventTime: base.at,
        Payload: payload,
        NotificationMetadata: capitalised(metadata),
      }));
    }
  }

  reportFinished(seller: Seller, { id, type, outcome, documentId, ends }: Report): void {
    const reportProcessingFinishedNotification = {
      ...ownerOf(seller),
      reportId: id,
      reportType: type,
      processingStatus: outcome,
      ...(documentId === undefined ? {} : { reportDocumentId: documentId }),
    };
    this.finished(seller, 'REPORT_PROCESSING_FINISHED', { reportProcessingFinishedNotification }, ends);
  }

  feedFinished(seller: Seller, { id, type, outcome, resultDocumentId, ends }: Feed): void {
    const feedProcessingFinishedNotification = {
      ...ownerOf(seller),
      feedId: id,
      feedType: type,
      processingStatus: outcome,
      ...(resultDocumentId === undefined ? {} : { resultFeedDocumentId: resultDocumentId }),
    };
    this.finished(seller, 'FEED_PROCESSING_FINISHED', { feedProcessingFinishedNotification }, ends);
  }

  /** A notification about the application itself. */
  ofApplication(subscription: Subscription, payload: object): void {
    this.publish(subscription, this.clock.now(), (base, notificationMetadata) => ({
      notificationVersion: '1.0',
      notificationType: base.type,
      payloadVersion: '1.0',
      eventTime: base.at,
      payload: { [payloadNameOf(base.type)]: { clientId: CLIENT_ID, ...payload } },
      notificationMetadata,
    }));
  }

  /** `sendTestNotification`: what was given, as it is. */
  test(destination: Destination, notification: object): void {
    this.deliver(destination, notification, this.clock.now());
  }

  private finished(seller: Seller, type: string, payload: object, at: number): void {
    const subscription = seller.subscriptions.get(type);
    if (subscription === undefined) return;
    this.publish(subscription, at, (base, notificationMetadata) => ({
      notificationVersion: '2020-09-04',
      notificationType: base.type,
      payloadVersion: '2020-09-04',
      eventTime: base.at,
      payload,
      notificationMetadata,
    }));
  }

  private publish(
    { notificationType, subscriptionId, destinationId }: Subscription,
    at: number,
    make: (base: { type: string; at: string }, metadata: Metadata) => object,
  ): void {
    const destination = this.destinations.get(destinationId);
    if (destination === undefined) return;
    const metadata: Metadata = {
      applicationId: APPLICATION_ID,
      subscriptionId,
      publishTime: new Date(at + this.delaySeconds * 1_000).toISOString(),
      notificationId: this.random.guid(),
    };
    const message = make({ type: notificationType, at: new Date(at).toISOString() }, metadata);
    this.deliver(destination, message, at);
    if (this.duplicates > 0 && this.random.next() < this.duplicates) this.deliver(destination, message, at);
  }

  private deliver(destination: Destination, message: object, at: number): void {
    const arn = destination.resource.sqs?.arn;
    if (arn !== undefined) this.queues.deliver(arn, message, at + this.delaySeconds * 1_000);
  }
}

interface Metadata {
  readonly applicationId: string;
  readonly subscriptionId: string;
  readonly publishTime: string;
  readonly notificationId: string;
}

const ownerOf = ({ sellerId }: Seller): object => ({ sellerId, accountId: `amzn1.merchant.o.${sellerId}` });

function capitalised(metadata: Metadata): object {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${name[0]!.toUpperCase()}${name.slice(1)}`, value]),
  );
}

/** `APPLICATION_OAUTH_CLIENT_NEW_SECRET` carries `applicationOAuthClientNewSecret`. */
function payloadNameOf(type: string): string {
  return type === 'APPLICATION_OAUTH_CLIENT_NEW_SECRET'
    ? 'applicationOAuthClientNewSecret'
    : 'applicationOAuthClientSecretExpiry';
}

/** Whether the subscription's filter lets this change of this store through. */
function wanted({ processingDirective }: Subscription, type: OrderChangeType, marketplaceId?: string): boolean {
  const { marketplaceIds = [], orderChangeTypes = [] } = processingDirective?.eventFilter ?? {};
  return (
    (orderChangeTypes.length === 0 || orderChangeTypes.includes(type)) &&
    (marketplaceIds.length === 0 || (marketplaceId !== undefined && marketplaceIds.includes(marketplaceId)))
  );
}

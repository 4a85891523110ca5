import type { Answer, Random } from '@connector/simulation';
import { AmazonError, invalidInput, notFound } from '../api/amazon-error.js';
import { jsonBody, listOf, textField, type SellerCall } from '../api/request-reader.js';
import type { Sellers } from '../sellers/sellers.js';
import type { Announcements } from './announcements.js';
import type { Destinations } from './destinations.js';
import { eventBridgeTypes, queueTypes } from './notification-types.js';
import { orderChangeTypes } from './order-change.js';
import type { ProcessingDirective, Subscription } from './subscription.js';

/** A call of a seller, or of the application for its own types. */
type SubscriberCall = Omit<SellerCall, 'seller'> & Partial<Pick<SellerCall, 'seller'>>;

/** Notifications API v1: what each seller and the application are subscribed to (amazon-sp-api 9). */
export class Subscriptions {
  readonly ofApplication = new Map<string, Subscription>();

  constructor(
    private readonly random: Random,
    private readonly sellers: Sellers,
    private readonly destinations: Destinations,
    private readonly announcements: Announcements,
  ) {}

  create({ seller, parts, body }: SubscriberCall): Answer {
    const notificationType = knownType(parts[0]!);
    const fields = jsonBody(body);
    const payloadVersion = textField(fields, 'payloadVersion');
    const destination = this.destinations.find(textField(fields, 'destinationId'));
    if ((destination.resource.eventBridge !== undefined) !== eventBridgeTypes.includes(notificationType))
      throw invalidInput(`${notificationType} does not go to such a destination`);
    const subscriptions = seller?.subscriptions ?? this.ofApplication;
    if (subscriptions.has(notificationType))
      throw new AmazonError(409, 'Conflict', `There is a subscription to ${notificationType}`);
    const subscription: Subscription = {
      subscriptionId: this.random.guid(),
      notificationType,
      payloadVersion,
      destinationId: destination.destinationId,
      ...directiveOf(fields['processingDirective'], notificationType),
    };
    subscriptions.set(notificationType, subscription);
    return { status: 200, body: { payload: shown(subscription) } };
  }

  get({ seller, parts }: SubscriberCall): Answer {
    const subscription = (seller?.subscriptions ?? this.ofApplication).get(parts[0]!);
    if (subscription === undefined) throw notFound(`There is no subscription to ${parts[0]}`);
    return { status: 200, body: { payload: shown(subscription) } };
  }

  /** `getSubscriptions`: of one type. */
  list({ seller, query }: SellerCall): Answer {
    const types = listOf(query, 'notificationTypes') ?? [];
    if (types.length !== 1) throw invalidInput('notificationTypes names one type');
    const found = seller.subscriptions.get(knownType(types[0]!));
    return { status: 200, body: { payload: { subscriptions: found === undefined ? [] : [shown(found)] } } };
  }

  byId({ parts }: Pick<SellerCall, 'parts'>): Answer {
    return { status: 200, body: { payload: shown(this.find(parts).subscription) } };
  }

  delete({ parts }: Pick<SellerCall, 'parts'>): Answer {
    const { of, subscription } = this.find(parts);
    of.delete(subscription.notificationType);
    return { status: 200, body: {} };
  }

  /** `sendTestNotification`, which Amazon has in its own sandbox alone. */
  test({ parts, body }: Pick<SellerCall, 'parts' | 'body'>): Answer {
    const notificationType = knownType(parts[0]!);
    const fields = jsonBody(body);
    const destination = this.destinations.find(textField(fields, 'destinationId'));
    const given = fields['testNotification'];
    if (given !== undefined && (typeof given !== 'object' || given === null))
      throw invalidInput('testNotification must be an object');
    this.announcements.test(destination, given ?? { NotificationType: notificationType, Payload: {} });
    return { status: 200, body: {} };
  }

  private find([type, id]: readonly string[]): { of: Map<string, Subscription>; subscription: Subscription } {
    for (const of of [this.ofApplication, ...[...this.sellers.all.values()].map((seller) => seller.subscriptions)]) {
      const subscription = of.get(type!);
      if (subscription !== undefined && subscription.subscriptionId === id) return { of, subscription };
    }
    throw notFound(`Subscription ${id} was not found`);
  }
}

function knownType(type: string): string {
  if (![...queueTypes, ...eventBridgeTypes].includes(type)) throw invalidInput(`notificationType: ${type} is unknown`);
  return type;
}

function directiveOf(value: unknown, type: string): { processingDirective?: ProcessingDirective } {
  if (value === undefined) return {};
  const directive = value as ProcessingDirective;
  const { eventFilter, filterExpression } = directive;
  if (eventFilter !== undefined && filterExpression !== undefined)
    throw invalidInput('eventFilter and filterExpression exclude each other');
  if (eventFilter !== undefined && eventFilter.eventFilterType !== type)
    throw invalidInput('eventFilterType must be the notification type');
  const changes: unknown = eventFilter?.orderChangeTypes ?? [];
  if (!Array.isArray(changes) || changes.some((change) => !orderChangeTypes.some((known) => known === change)))
    throw invalidInput('orderChangeTypes is unknown');
  return { processingDirective: directive };
}

/** The type is in the path, not in the answer. */
function shown({ subscriptionId, payloadVersion, destinationId, processingDirective }: Subscription): object {
  const directive = processingDirective === undefined ? {} : { processingDirective };
  return { subscriptionId, payloadVersion, destinationId, ...directive };
}

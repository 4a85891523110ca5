import type { Answer, Random } from '@connector/simulation';
import { AmazonError, invalidInput, notFound } from './amazon-error.js';
import { jsonBody, textField, type Fields, type SellerCall } from './request-reader.js';
import type { Sellers } from './sellers.js';

export interface Subscription {
  readonly subscriptionId: string;
  readonly notificationType: string;
  readonly payloadVersion: string;
  readonly destinationId: string;
  readonly processingDirective?: Fields;
}

export interface Destination {
  readonly destinationId: string;
  readonly name: string;
  readonly resource: { readonly sqs?: object; readonly eventBridge?: object };
}

const QUEUE_TYPES = [
  'ORDER_CHANGE',
  'FEED_PROCESSING_FINISHED',
  'REPORT_PROCESSING_FINISHED',
  'FBA_INVENTORY_AVAILABILITY_CHANGES',
  'TRANSACTION_UPDATE',
  'APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY',
  'APPLICATION_OAUTH_CLIENT_NEW_SECRET',
];
const EVENT_BRIDGE_TYPES = [
  'LISTINGS_ITEM_STATUS_CHANGE',
  'LISTINGS_ITEM_ISSUES_CHANGE',
  'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
  'ITEM_PRODUCT_TYPE_CHANGE',
];
const ORDER_CHANGE_TYPES = ['BuyerRequestedChange', 'DeliveryTipChange', 'OrderStatusChange'];

type GrantlessCall = Pick<SellerCall, 'parts' | 'body'>;

/** Notifications API v1: destinations of the application, subscriptions of each seller (amazon-sp-api 9). Nothing is delivered. */
export class Notifications {
  readonly destinations = new Map<string, Destination>();

  constructor(
    private readonly random: Random,
    private readonly sellers: Sellers,
  ) {}

  createDestination({ body }: GrantlessCall): Answer {
    const fields = jsonBody(body);
    const name = textField(fields, 'name');
    const { sqs, eventBridge } = (fields['resourceSpecification'] ?? {}) as { sqs?: Fields; eventBridge?: Fields };
    if ((sqs === undefined) === (eventBridge === undefined))
      throw invalidInput('resourceSpecification names sqs or eventBridge');
    if (sqs !== undefined && !/^arn:aws:sqs:\S+:\S+:\S+$/.test(textField(sqs, 'arn')))
      throw invalidInput('arn is no queue');
    if (sqs !== undefined && textField(sqs, 'arn').endsWith('.fifo'))
      throw invalidInput('The queue must be a standard queue');
    if ([...this.destinations.values()].some((known) => known.name === name))
      throw new AmazonError(409, 'Conflict', `There is a destination ${name}`);
    const resource =
      sqs !== undefined
        ? { sqs: { arn: sqs['arn'] } }
        : {
            eventBridge: {
              name: `aws.partner/sellingpartnerapi.amazon.com/${name}`,
              region: textField(eventBridge!, 'region'),
              accountId: textField(eventBridge!, 'accountId'),
            },
          };
    const destination = { destinationId: this.random.guid(), name, resource };
    this.destinations.set(destination.destinationId, destination);
    return { status: 200, body: { payload: destination } };
  }

  getDestinations(): Answer {
    return { status: 200, body: { payload: [...this.destinations.values()] } };
  }

  getDestination({ parts }: GrantlessCall): Answer {
    return { status: 200, body: { payload: this.destination(parts[0]!) } };
  }

  deleteDestination({ parts }: GrantlessCall): Answer {
    this.destinations.delete(this.destination(parts[0]!).destinationId);
    return { status: 200, body: {} };
  }

  subscribe({ seller, parts, body }: SellerCall): Answer {
    const notificationType = parts[0]!;
    if (![...QUEUE_TYPES, ...EVENT_BRIDGE_TYPES].includes(notificationType))
      throw invalidInput(`notificationType: ${notificationType} is unknown`);
    const fields = jsonBody(body);
    const destination = this.destination(textField(fields, 'destinationId'));
    if ((destination.resource.eventBridge !== undefined) !== EVENT_BRIDGE_TYPES.includes(notificationType))
      throw invalidInput(`${notificationType} does not go to such a destination`);
    if (seller.subscriptions.has(notificationType))
      throw new AmazonError(409, 'Conflict', `There is a subscription to ${notificationType}`);
    const subscription: Subscription = {
      subscriptionId: this.random.guid(),
      notificationType,
      payloadVersion: textField(fields, 'payloadVersion'),
      destinationId: destination.destinationId,
      ...directiveOf(fields['processingDirective'], notificationType),
    };
    seller.subscriptions.set(notificationType, subscription);
    return { status: 200, body: { payload: shown(subscription) } };
  }

  subscription({ seller, parts }: SellerCall): Answer {
    const subscription = seller.subscriptions.get(parts[0]!);
    if (subscription === undefined) throw notFound(`There is no subscription to ${parts[0]}`);
    return { status: 200, body: { payload: shown(subscription) } };
  }

  subscriptionById({ parts }: GrantlessCall): Answer {
    return { status: 200, body: { payload: shown(this.byId(parts).subscription) } };
  }

  unsubscribe({ parts }: GrantlessCall): Answer {
    const { seller, subscription } = this.byId(parts);
    seller.subscriptions.delete(subscription.notificationType);
    return { status: 200, body: {} };
  }

  private byId([type, id]: readonly string[]): { seller: SellerCall['seller']; subscription: Subscription } {
    for (const seller of this.sellers.all.values()) {
      const subscription = seller.subscriptions.get(type!);
      if (subscription !== undefined && subscription.subscriptionId === id) return { seller, subscription };
    }
    throw notFound(`Subscription ${id} was not found`);
  }

  private destination(id: string): Destination {
    const destination = this.destinations.get(id);
    if (destination === undefined) throw notFound(`Destination ${id} was not found`);
    return destination;
  }
}

function directiveOf(value: unknown, notificationType: string): { processingDirective?: Fields } {
  if (value === undefined) return {};
  const directive = value as { eventFilter?: Fields; filterExpression?: string };
  const { eventFilter, filterExpression } = directive;
  if (eventFilter !== undefined && filterExpression !== undefined)
    throw invalidInput('eventFilter and filterExpression exclude each other');
  if (eventFilter !== undefined && eventFilter['eventFilterType'] !== notificationType)
    throw invalidInput('eventFilterType must be the notification type');
  const changes = eventFilter?.['orderChangeTypes'] ?? [];
  if (!Array.isArray(changes) || changes.some((change) => !ORDER_CHANGE_TYPES.includes(change as string)))
    throw invalidInput('orderChangeTypes is unknown');
  return { processingDirective: directive };
}

/** The type is in the path, not in the answer. */
function shown({ subscriptionId, payloadVersion, destinationId, processingDirective }: Subscription): object {
  const directive = processingDirective === undefined ? {} : { processingDirective };
  return { subscriptionId, payloadVersion, destinationId, ...directive };
}

import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { read, type Json } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';

const PATH = '/notifications/v1';

/** These operations belong to the application and to no seller (amazon-sp-api 1, 9). */
const SCOPE = 'sellingpartnerapi::notifications';

export interface Destination {
  readonly destinationId: string;
  /** the queue, where it is one */
  readonly arn?: string;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly destinationId: string;
}

/** Notifications API v1 (amazon-sp-api 9). */
@Injectable()
export class NotificationsApi {
  constructor(private readonly client: SellingPartnerClient) {}

  /** All of the application, at the region of this connection. */
  async destinations(connection: AmazonConnection): Promise<Destination[]> {
    const request = { method: 'GET', path: `${PATH}/destinations`, scope: SCOPE } as const;
    const answer = read.object(await this.client.call(connection, 'getDestinations', request));
    return read.list(answer['payload']).map((entry) => {
      const arn = read.text(read.object(read.object(entry['resource'])['sqs'])['arn']);
      return {
        destinationId: read.required(entry['destinationId'], 'destinationId'),
        ...(arn === undefined ? {} : { arn }),
      };
    });
  }

  async createDestination(connection: AmazonConnection, name: string, arn: string): Promise<string> {
    const answer = await this.client.call(connection, 'createDestination', {
      method: 'POST',
      path: `${PATH}/destinations`,
      scope: SCOPE,
      body: { name, resourceSpecification: { sqs: { arn } } },
    });
    return read.required(payloadOf(answer)['destinationId'], 'destinationId');
  }

  /** @throws Failure `amazon_subscription_unknown` when the seller has none */
  async subscription(connection: AmazonConnection, type: string): Promise<Subscription> {
    const path = `${PATH}/subscriptions/${type}`;
    const payload = payloadOf(await this.client.call(connection, 'getSubscription', { method: 'GET', path }));
    return {
      subscriptionId: read.required(payload['subscriptionId'], 'subscriptionId'),
      destinationId: read.required(payload['destinationId'], 'destinationId'),
    };
  }

  async subscribe(connection: AmazonConnection, type: string, destinationId: string): Promise<void> {
    await this.client.call(connection, 'createSubscription', {
      method: 'POST',
      path: `${PATH}/subscriptions/${type}`,
      body: {
        payloadVersion: '1.0',
        destinationId,
        processingDirective: {
          eventFilter: { eventFilterType: type, orderChangeTypes: ['OrderStatusChange', 'BuyerRequestedChange'] },
        },
      },
    });
  }

  async unsubscribe(connection: AmazonConnection, type: string, subscriptionId: string): Promise<void> {
    const path = `${PATH}/subscriptions/${type}/${encodeURIComponent(subscriptionId)}`;
    await this.client.call(connection, 'deleteSubscriptionById', { method: 'DELETE', path, scope: SCOPE });
  }
}

function payloadOf(answer: unknown): Json {
  return read.object(read.object(answer)['payload']);
}

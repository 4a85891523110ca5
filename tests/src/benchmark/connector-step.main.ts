import { subscriptions, type AmazonOrderUpdatedV1 } from '@connector/contracts';
import {
  connectMessaging,
  DEFAULT_RETRY_DELAYS_MS,
  Delivered,
  enqueue,
  Inbox,
  MessageBody,
  MessagingModule,
  OnMessage,
  type Delivery,
} from '@connector/messaging';
import { PlatformModule, ServiceEnvironment, startService } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { debtorOf, incoming, outgoing } from './step-messages.js';
import { stepDatabase, UPSERT_ORDER } from './step-tables.js';

/** The step as sync-core takes it: a Nest handler over libs/messaging, validated, logged and counted as in production. */
@Controller()
class OrderHandler {
  constructor(@Inject(Inbox) private readonly inbox: Inbox) {}

  @OnMessage(incoming)
  async on(@MessageBody(incoming) body: AmazonOrderUpdatedV1, @Delivered() delivery: Delivery): Promise<void> {
    await this.inbox.once('benchmark', delivery, async (tx) => {
      await tx.query(UPSERT_ORDER, [delivery.connectionId, body.amazonOrderId, JSON.stringify(body)]);
      await enqueue(tx, outgoing, debtorOf(body.amazonOrderId), {
        connectionId: delivery.connectionId,
        correlationId: body.amazonOrderId,
      });
    });
  }
}

/** The start-up check asks for a handler of every message that is bound; the others do not occur here. */
@Controller()
class OtherHandlers {}

for (const contract of Object.values(subscriptions['sync-core']).flat()) {
  if (contract.name === incoming.name) continue;
  const descriptor = { value: async () => undefined, configurable: true, enumerable: true, writable: true };
  Object.defineProperty(OtherHandlers.prototype, contract.name, descriptor);
  OnMessage(contract)(OtherHandlers.prototype, contract.name, descriptor);
}

await startService(
  'sync-core',
  ServiceEnvironment,
  stepDatabase,
  (environment) => ({
    module: class ConnectorStep {},
    controllers: [OrderHandler, OtherHandlers],
    imports: [
      PlatformModule.forService('sync-core', environment, stepDatabase),
      MessagingModule.forService({
        service: 'sync-core',
        amqpUrl: environment.AMQP_URL,
        prefetch: environment.PREFETCH,
        retryDelaysMs: DEFAULT_RETRY_DELAYS_MS,
      }),
    ],
  }),
  connectMessaging,
);

import { amazonOrderFetchedV1, fetchAmazonOrderV1, FetchAmazonOrderV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { AnswerCommands } from '../commands/answer-commands.js';
import { OrdersApi } from '../selling-partner-api/orders.js';
import { PublishOrders } from './publish-orders.js';

/** One order is to be read again. */
@Controller()
export class FetchOrderHandler {
  constructor(
    private readonly commands: AnswerCommands,
    private readonly api: OrdersApi,
    private readonly publish: PublishOrders,
  ) {}

  @OnMessage(fetchAmazonOrderV1)
  async on(@MessageBody(fetchAmazonOrderV1) body: FetchAmazonOrderV1, @Delivered() delivery: Delivery): Promise<void> {
    const { release, amazonOrderId } = body;
    await this.commands.perform({ command: fetchAmazonOrderV1.name, release }, delivery, async (connection) => {
      const order = await this.api.one(connection, amazonOrderId);
      return async (tx) => {
        await this.publish.publish(tx, connection.connectionId, order, { again: true });
        return { contract: amazonOrderFetchedV1, body: { amazonOrderId } };
      };
    });
  }
}

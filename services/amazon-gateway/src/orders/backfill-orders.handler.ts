import {
  amazonOrdersBackfillStartedV1,
  amazonOrdersEstimatedV1,
  backfillAmazonOrdersV1,
  BackfillAmazonOrdersV1,
  estimateAmazonOrdersV1,
  EstimateAmazonOrdersV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { AnswerCommands } from '../commands/answer-commands.js';
import { BackfillOrders } from './backfill-orders.js';
import { EstimateOrders } from './estimate-orders.js';

/** Orders of a time past are to be read: first somebody asks what it takes, then somebody starts it. */
@Controller()
export class BackfillOrdersHandler {
  constructor(
    private readonly commands: AnswerCommands,
    private readonly estimate: EstimateOrders,
    private readonly backfill: BackfillOrders,
  ) {}

  @OnMessage(estimateAmazonOrdersV1)
  async estimates(
    @MessageBody(estimateAmazonOrdersV1) { release, selection }: EstimateAmazonOrdersV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform({ command: estimateAmazonOrdersV1.name, release }, delivery, async (connection) => {
      const body = await this.estimate.of(connection, selection);
      return async () => ({ contract: amazonOrdersEstimatedV1, body });
    });
  }

  @OnMessage(backfillAmazonOrdersV1)
  async starts(
    @MessageBody(backfillAmazonOrdersV1) body: BackfillAmazonOrdersV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const asked = { command: backfillAmazonOrdersV1.name, release: body.release };
    await this.commands.perform(asked, delivery, async () => async (tx) => {
      await this.backfill.queue(tx, delivery, body);
      return { contract: amazonOrdersBackfillStartedV1, body: {} };
    });
  }
}

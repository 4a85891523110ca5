import { amazonOrderUpdatedV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { RecordOrder } from './record-order.js';

/** An Amazon order was seen for the first time, or it changed. */
@Controller()
export class OrderUpdatedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly record: RecordOrder,
  ) {}

  @OnMessage(amazonOrderUpdatedV1)
  async on(
    @MessageBody(amazonOrderUpdatedV1) body: AmazonOrderUpdatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('record-order', delivery, (step) => this.record.record(step, delivery.connectionId, body));
  }
}

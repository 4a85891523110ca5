import { amazonListingsUpdatedV1, AmazonListingsUpdatedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { RecordListings } from './record-listings.js';

/** Listings were made or changed at Amazon. */
@Controller()
export class ListingsUpdatedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly record: RecordListings,
  ) {}

  @OnMessage(amazonListingsUpdatedV1)
  async on(
    @MessageBody(amazonListingsUpdatedV1) body: AmazonListingsUpdatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('record-listings', delivery, (step) => this.record.record(step, delivery.connectionId, body));
  }
}

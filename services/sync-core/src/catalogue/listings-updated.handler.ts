import { amazonListingsUpdatedV1, AmazonListingsUpdatedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { ObserveOffers } from '../stock/observe-offers.js';
import { RecordListings } from './record-listings.js';

/** Listings were made or changed at Amazon. */
@Controller()
export class ListingsUpdatedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly record: RecordListings,
    private readonly observe: ObserveOffers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnMessage(amazonListingsUpdatedV1)
  async on(
    @MessageBody(amazonListingsUpdatedV1) body: AmazonListingsUpdatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('record-listings', delivery, async (step) => {
      await this.record.record(step, delivery.connectionId, body);
      const offers = body.listings.map(({ sku, fulfillmentChannels }) => ({ sku, channels: fulfillmentChannels }));
      await this.observe.observe(step.tx, delivery.connectionId, offers, this.clock.now());
    });
  }
}

import { amazonStockObservedV1, AmazonStockObservedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { ObserveOffers } from './observe-offers.js';

/** Amazon was seen to have quantities: kept beside what was told, the newest of each SKU (domain S3, S6). */
@Controller()
export class StockObservedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly observe: ObserveOffers,
  ) {}

  @OnMessage(amazonStockObservedV1)
  async on(
    @MessageBody(amazonStockObservedV1) body: AmazonStockObservedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('stock-observed', delivery, async ({ tx }) => {
      for (const { sku, channels } of body.offers.toSorted((a, b) => a.sku.localeCompare(b.sku))) {
        const codes = channels.map(({ code }) => code);
        const quantity = channels.find(({ code }) => code === 'DEFAULT')?.quantity ?? null;
        await tx.query(
          `UPDATE sync_core.stock_offer SET seen_quantity = $3, seen_channels = $4, seen_at = $5
           WHERE connection_id = $1 AND sku = $2 AND (seen_at IS NULL OR seen_at <= $5)`,
          [delivery.connectionId, sku, quantity, codes, body.observedAt],
        );
        // an offer that Amazon took over, or gave back, since the listing was read
        await tx.query(
          `UPDATE sync_core.listing SET listing = jsonb_set(listing, '{fulfillmentChannels}', $3)
           WHERE connection_id = $1 AND sku = $2 AND seen_at <= $4`,
          [delivery.connectionId, sku, JSON.stringify(channels), body.observedAt],
        );
      }
      await this.observe.observe(tx, delivery.connectionId, body.offers, new Date(body.observedAt));
    });
  }
}

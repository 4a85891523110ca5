import { amazonStockAcceptedV1, AmazonStockAcceptedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { OfferStock } from './offer-stock.js';

/** Amazon took a quantity over. If another one is wanted by now, that one follows. */
@Controller()
export class StockAcceptedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly offers: OfferStock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnMessage(amazonStockAcceptedV1)
  async on(
    @MessageBody(amazonStockAcceptedV1) body: AmazonStockAcceptedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('stock-accepted', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      const [rows] = await step.tx.query<[{ wanted_quantity: number; marketplace_id: string | null }[], number]>(
        `UPDATE sync_core.stock_offer SET accepted_quantity = $3, accepted_at = $4, reason_code = NULL, platform_message = NULL
         WHERE connection_id = $1 AND sku = $2
         RETURNING wanted_quantity, (SELECT min(marketplace_id) FROM sync_core.listing l WHERE l.connection_id = $1 AND l.sku = $2) AS marketplace_id`,
        [command.connectionId, body.sku, body.quantity, this.clock.now()],
      );
      const offer = rows[0];
      if (offer === undefined || offer.marketplace_id === null || offer.wanted_quantity === body.quantity) return;
      await this.offers.ask(step, command.connectionId, {
        sku: body.sku,
        marketplaceId: offer.marketplace_id,
        quantity: offer.wanted_quantity,
      });
    });
  }
}

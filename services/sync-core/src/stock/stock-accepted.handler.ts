import { amazonStockAcceptedV1, AmazonStockAcceptedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';

/** Amazon took a quantity over: from now on that is what should stand there. If another one is wanted by now, that one follows. */
@Controller()
export class StockAcceptedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
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
      await step.tx.query(
        `UPDATE sync_core.stock_offer
         SET accepted_quantity = $3, accepted_at = $4, expected_quantity = $3, expected_since = $4, unsettled_quantity = NULL, unsettled_at = NULL,
             refused_quantity = NULL, reason_code = NULL, platform_message = NULL,
             is_due = wanted_quantity <> $3, due_since = CASE WHEN wanted_quantity <> $3 THEN clock_timestamp() ELSE due_since END
         WHERE connection_id = $1 AND sku = $2`,
        [command.connectionId, body.sku, body.quantity, this.clock.now()],
      );
    });
  }
}

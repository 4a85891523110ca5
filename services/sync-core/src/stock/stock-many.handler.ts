import {
  amazonStockManyDoneV1,
  AmazonStockManyDoneV1,
  amazonStockManyReportedV1,
  AmazonStockManyReportedV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';

/** What became of many quantities, SKU by SKU: as if each had been written alone (domain S6, S8). */
@Controller()
export class StockManyHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnMessage(amazonStockManyReportedV1)
  async reported(
    @MessageBody(amazonStockManyReportedV1) { commandId, accepted, refused }: AmazonStockManyReportedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const { connectionId } = delivery;
    await this.steps.once('stock-many-reported', delivery, async ({ tx }) => {
      await tx.query(
        `UPDATE sync_core.stock_offer o
         SET accepted_quantity = a.quantity, accepted_at = $4, expected_quantity = a.quantity, expected_since = $4, unsettled_quantity = NULL,
             unsettled_at = NULL, refused_quantity = NULL, reason_code = NULL, platform_message = NULL,
             is_due = wanted_quantity <> a.quantity,
             due_since = CASE WHEN wanted_quantity <> a.quantity THEN clock_timestamp() ELSE due_since END
         FROM unnest($2::text[], $3::int[]) AS a(sku, quantity) WHERE o.connection_id = $1 AND o.sku = a.sku`,
        [connectionId, accepted.map(({ sku }) => sku), accepted.map(({ quantity }) => quantity), this.clock.now()],
      );
      await tx.query(
        `UPDATE sync_core.stock_offer o
         SET reason_code = r.reason, platform_message = r.message, refused_quantity = asked.quantity,
             is_due = o.wanted_quantity <> asked.quantity, due_since = clock_timestamp()
         FROM unnest($2::text[], $3::text[], $4::text[]) AS r(sku, reason, message)
         JOIN (SELECT e ->> 'sku' AS sku, (e ->> 'quantity')::int AS quantity
               FROM sync_core.command c, jsonb_array_elements(c.body -> 'offers') e WHERE c.id = $5) asked USING (sku)
         WHERE o.connection_id = $1 AND o.sku = r.sku`,
        [
          connectionId,
          refused.map(({ sku }) => sku),
          refused.map(({ reasonCode }) => reasonCode),
          refused.map(({ platformMessage }) => platformMessage ?? null),
          commandId,
        ],
      );
    });
  }

  @OnMessage(amazonStockManyDoneV1)
  async done(
    @MessageBody(amazonStockManyDoneV1) body: AmazonStockManyDoneV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => void (await this.answers.final(step, body, 'done')));
  }
}

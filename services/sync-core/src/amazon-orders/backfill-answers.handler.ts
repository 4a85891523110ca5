import {
  amazonOrderFetchedV1,
  AmazonOrderFetchedV1,
  amazonOrdersBackfillAdvancedV1,
  AmazonOrdersBackfillAdvancedV1,
  amazonOrdersBackfillStartedV1,
  AmazonOrdersBackfillStartedV1,
  amazonOrdersEstimatedV1,
  AmazonOrdersEstimatedV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';

/** What the amazon-gateway answers when orders are read beside its polls. */
@Controller()
export class BackfillAnswersHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The order came before, as an update: nothing is left to do. */
  @OnMessage(amazonOrderFetchedV1)
  async fetched(
    @MessageBody(amazonOrderFetchedV1) body: AmazonOrderFetchedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => void (await this.answers.final(step, body, 'done')));
  }

  @OnMessage(amazonOrdersEstimatedV1)
  async estimated(
    @MessageBody(amazonOrdersEstimatedV1) body: AmazonOrdersEstimatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      const { orders, isExact, calls, seconds } = body;
      await step.tx.query(
        `UPDATE sync_core.order_backfill SET state = 'estimated', estimate = $2, changed_at = $3 WHERE id = $1 AND state = 'estimating'`,
        [command.subject.id, { orders, isExact, calls, seconds }, this.clock.now()],
      );
    });
  }

  @OnMessage(amazonOrdersBackfillStartedV1)
  async started(
    @MessageBody(amazonOrdersBackfillStartedV1) body: AmazonOrdersBackfillStartedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      await step.tx.query(
        `UPDATE sync_core.order_backfill SET state = 'reading', changed_at = $2 WHERE id = $1 AND state = 'asked'`,
        [command.subject.id, this.clock.now()],
      );
    });
  }

  /** Pages may come in any order: the furthest counts. */
  @OnMessage(amazonOrdersBackfillAdvancedV1)
  async advanced(
    @MessageBody(amazonOrdersBackfillAdvancedV1) body: AmazonOrdersBackfillAdvancedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('backfill-advanced', delivery, async ({ tx }) => {
      await tx.query(
        `UPDATE sync_core.order_backfill
         SET orders = CASE WHEN calls < $3 THEN $2 ELSE orders END, calls = greatest(calls, $3),
             state = CASE WHEN $4 THEN 'finished' WHEN state = 'asked' THEN 'reading' ELSE state END, changed_at = $5
         WHERE command_id = $1`,
        [body.backfillId, body.orders, body.calls, body.finished, this.clock.now()],
      );
    });
  }
}

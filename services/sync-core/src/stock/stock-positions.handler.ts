import {
  exactStockPositionsChangedV1,
  ExactStockPositionsChangedV1,
  exactStockPositionsFetchedV1,
  ExactStockPositionsFetchedV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { RecordStock } from './record-stock.js';

/** Stock moved at Exact. */
@Controller()
export class StockPositionsHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly stock: RecordStock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnMessage(exactStockPositionsChangedV1)
  async changed(
    @MessageBody(exactStockPositionsChangedV1) body: ExactStockPositionsChangedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('record-stock', delivery, (step) =>
      this.stock.record(step, body, body.readAt === undefined ? undefined : new Date(body.readAt)),
    );
  }

  @OnMessage(exactStockPositionsFetchedV1)
  async fetched(
    @MessageBody(exactStockPositionsFetchedV1) body: ExactStockPositionsFetchedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      await step.tx.query(
        `UPDATE sync_core.stock_schedule SET last_run_at = $2, last_result = $3 WHERE connection_id = $1`,
        [command.connectionId, this.clock.now(), `${body.rows} rows changed`],
      );
    });
  }
}

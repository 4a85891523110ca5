import { exactStockPositionReportedV1, ExactStockPositionReportedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { JudgeReservations } from './judge-reservations.js';

/** The stock of one item was read by itself: it is kept with its moment, and decides what becomes of the pieces that waited for a row (domain S2). */
@Controller()
export class StockPositionReportedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly reservations: JudgeReservations,
  ) {}

  @OnMessage(exactStockPositionReportedV1)
  async on(
    @MessageBody(exactStockPositionReportedV1) body: ExactStockPositionReportedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('stock-position-reported', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      await step.tx.query(
        `INSERT INTO sync_core.stock_reading AS r (division, exact_item_id, in_stock, planning_out, read_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (division, exact_item_id) DO UPDATE
         SET in_stock = excluded.in_stock, planning_out = excluded.planning_out, read_at = excluded.read_at
         WHERE r.read_at <= excluded.read_at`,
        [body.division, body.itemId, body.inStock, body.planningOut, body.readAt],
      );
      await this.reservations.judge(step.tx, body.division, body.itemId);
    });
  }
}

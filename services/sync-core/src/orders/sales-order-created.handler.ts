import { exactSalesOrderCreatedV1, ExactSalesOrderCreatedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { equal, formatMoney, money } from '@connector/money';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import type { Step } from '../commands/step.js';
import { Steps } from '../commands/steps.js';
import { takes } from './domain/order-state.js';
import { OrderMoves } from './order-moves.js';
import { keyOfSubject, Orders } from './orders.js';

/** The sales order of an Amazon order is in Exact. */
@Controller()
export class SalesOrderCreatedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
  ) {}

  @OnMessage(exactSalesOrderCreatedV1)
  async on(
    @MessageBody(exactSalesOrderCreatedV1) body: ExactSalesOrderCreatedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('sales-order-created', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command !== undefined) await this.book(step, command.subject.id, body);
    });
  }

  /** Mapping, state and timeline; a total that differs is shown, never hidden (domain M6). */
  private async book(step: Step, subjectId: string, created: ExactSalesOrderCreatedV1): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(subjectId));
    if (order === undefined || !takes(order.state, 'sales-order-there')) return;
    const wasCancelled = order.state === 'cancelled' || order.snapshot.fulfillmentStatus === 'CANCELLED';
    order.salesOrderId = created.salesOrderId;
    order.salesOrderNumber = created.orderNumber ?? null;
    order.exactTotal = created.total === undefined ? null : String(created.total.minorUnits);
    const detail = {
      number: String(created.orderNumber ?? '-'),
      total: created.total === undefined ? '-' : formatMoney(created.total),
    };
    await this.moves.move(step.tx, order, 'sales-order-there', { code: created.adopted ? 'adopted' : 'done', detail });
    const expected = money(Number(order.expectedTotal), order.currency ?? '');
    if (created.total !== undefined && !equal(created.total, expected)) {
      await this.moves.show(step.tx, order, 'total_differs', {
        exact: formatMoney(created.total),
        amazon: formatMoney(expected),
      });
    }
    if (wasCancelled) await this.moves.show(step.tx, order, 'cancelled_after_import');
  }
}

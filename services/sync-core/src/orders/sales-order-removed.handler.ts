import { exactSalesOrderRemovedV1, ExactSalesOrderRemovedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';
import { takes } from './domain/order-state.js';
import { FollowOrder } from './follow-order.js';
import { Notices } from './notices.js';
import { OrderMoves } from './order-moves.js';
import { keyOfSubject, Orders } from './orders.js';
import { Timeline } from './timeline.js';

/** The sales order of an order that was cancelled afterwards is no longer in Exact (domain O8). */
@Controller()
export class SalesOrderRemovedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: Orders,
    private readonly timeline: Timeline,
    private readonly moves: OrderMoves,
    private readonly notices: Notices,
    private readonly connections: Connections,
    private readonly follow: FollowOrder,
  ) {}

  @OnMessage(exactSalesOrderRemovedV1)
  async on(
    @MessageBody(exactSalesOrderRemovedV1) body: ExactSalesOrderRemovedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('sales-order-removed', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
      if (order === undefined || order.salesOrderId !== body.salesOrderId) return;
      const number = String(order.salesOrderNumber ?? '-');
      order.salesOrderId = null;
      order.salesOrderNumber = null;
      order.exactTotal = null;
      order.expectedTotal = null;
      order.bookedPlace = null;
      order.bookedSnapshot = null;
      const said = { code: 'sales_order_removed' as const, detail: { number } };
      if (!takes(order.state, 'sales-order-removed')) {
        await step.tx.save(order);
        return this.timeline.add(step.tx, order, said.code, said.detail);
      }
      await this.moves.move(step.tx, order, 'sales-order-removed', said);
      await this.notices.undo(step.tx, order, 'cancelled_after_import');
      // should Amazon have called it paid again meanwhile, it is made anew
      const connection = await this.connections.find(step.tx, order.connectionId);
      if (connection !== undefined) await this.follow.follow(step, order, connection, { why: WHY_REMOVED });
    });
  }
}

const WHY_REMOVED = { 'why.nl': 'de verkooporder is verwijderd', 'why.en': 'the sales order was removed' };

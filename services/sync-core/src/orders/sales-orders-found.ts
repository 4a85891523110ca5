import type { ExactSalesOrderStandingV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { AdvanceOrder } from './advance-order.js';
import { BookSalesOrder } from './book-sales-order.js';
import { LookForSalesOrder, ofOrder } from './look-for-sales-order.js';
import { OrderMoves } from './order-moves.js';
import { Orders } from './orders.js';
import { RememberDebtor } from './remember-debtor.js';
import type { OrderKey } from './timeline.js';

/** An order hears what stands in Exact under its number: one is adopted, two hold it, none lets it go on (domain O2). */
@Injectable()
export class SalesOrdersFound {
  constructor(
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly look: LookForSalesOrder,
    private readonly booking: BookSalesOrder,
    private readonly advance: AdvanceOrder,
    private readonly remember: RememberDebtor,
  ) {}

  async found(step: Step, key: OrderKey, all: readonly ExactSalesOrderStandingV1[], at: Date): Promise<void> {
    const order = await this.orders.lock(step.tx, key);
    if (order === undefined || order.lookUp !== 'asked') return;
    const [standing, second] = ofOrder(order, all);
    order.lookUp = null;
    if (standing === undefined) {
      this.look.noteNothing(order);
      await step.tx.save(order);
      return this.advance.advance(step, order);
    }
    await step.tx.save(order);
    if (second === undefined) {
      await this.booking.book(step, order, { ...standing, adopted: true }, at);
      await this.remember.of(step, order);
    } else if (order.state === 'ready')
      await this.moves.hold(step.tx, order, 'exact_ambiguous_sales_order', { step: 'sales order' });
  }
}

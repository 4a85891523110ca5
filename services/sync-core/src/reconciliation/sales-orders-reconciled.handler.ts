import { exactSalesOrdersReconciledV1, ExactSalesOrdersReconciledV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import type { Step } from '../commands/step.js';
import { Steps } from '../commands/steps.js';
import { askedFor } from '../orders/look-up-subject.js';
import { keyOfSubject } from '../orders/orders.js';
import { SalesOrdersFound } from '../orders/sales-orders-found.js';
import { CompareSalesOrders } from './compare-sales-orders.js';

/** Which sales orders stand in Exact is told to the orders that asked, or compared for the proof of completeness. */
@Controller()
export class SalesOrdersReconciledHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly orders: SalesOrdersFound,
    private readonly comparison: CompareSalesOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @OnMessage(exactSalesOrdersReconciledV1)
  async on(
    @MessageBody(exactSalesOrdersReconciledV1) body: ExactSalesOrdersReconciledV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('sales-orders-reconciled', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command === undefined) return;
      if (command.subject.kind === 'reconciliation') return this.comparison.compare(step, command, body);
      if (body.found.length > 0) await this.keep(step, body);
      // `order`: a look-up of the release before this one
      const keys =
        command.subject.kind === 'order' ? [keyOfSubject(command.subject.id)] : await askedFor(step.tx, command);
      for (const key of keys) await this.orders.found(step, key, body.found, delivery.occurredAt);
    });
  }

  private async keep(step: Step, body: ExactSalesOrdersReconciledV1): Promise<void> {
    await step.tx.query(
      `INSERT INTO sync_core.standing_sales_order
           (division, sales_order_id, your_ref, order_number, total, currency, state, account_id, seen_at)
         SELECT $1, (f->>'salesOrderId')::uuid, f->>'yourRef', (f->>'orderNumber')::int, (f#>>'{total,minorUnits}')::bigint,
           f#>>'{total,currency}', f->>'state', (f->>'orderedBy')::uuid, $3
         FROM jsonb_array_elements($2::jsonb) f
         ON CONFLICT (division, sales_order_id) DO UPDATE SET your_ref = excluded.your_ref, order_number = excluded.order_number,
           total = excluded.total, currency = excluded.currency, state = excluded.state, account_id = excluded.account_id,
           seen_at = excluded.seen_at WHERE standing_sales_order.seen_at <= excluded.seen_at`,
      [body.division, JSON.stringify(body.found), this.clock.now()],
    );
  }
}

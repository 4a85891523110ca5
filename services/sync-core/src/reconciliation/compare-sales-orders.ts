import type { ExactSalesOrdersReconciledV1, ExactSalesOrderStandingV1 } from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { Step } from '../commands/step.js';
import { Notices } from '../orders/notices.js';
import { Orders } from '../orders/orders.js';
import type { OrderKey } from '../orders/timeline.js';
import { AskSalesOrders } from './ask-sales-orders.js';
import { halves } from './domain/order-dates.js';

/** An order must have been done for so long before it is missed: its sales order may be younger than what was read. */
const SETTLED_MS = 3_600_000;

const REFERENCES_A_CALL = 20;
const MOST_MISSED = 200;

interface Asked {
  yourRefs?: string[];
  orderedFrom?: string;
  orderedTo?: string;
}

/**
 * Compares what stands in Exact with what was booked: another total is kept, so that the proof shows it; one that is missing
 * among its order dates is asked for by reference before it counts as gone (a closed period moves order dates).
 */
@Injectable()
export class CompareSalesOrders {
  constructor(
    private readonly orders: Orders,
    private readonly notices: Notices,
    private readonly ask: AskSalesOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async compare(step: Step, command: BookedCommand, answer: ExactSalesOrdersReconciledV1): Promise<void> {
    const [row] = await step.tx.query<{ asked: Asked }[]>(`SELECT body AS asked FROM sync_core.command WHERE id = $1`, [
      command.id,
    ]);
    const asked = row?.asked ?? {};
    await this.keepTotals(step, answer);
    await this.backAgain(step, answer);
    if (asked.yourRefs !== undefined) {
      await this.gone(step, answer, asked.yourRefs);
      return;
    }
    const dates = { from: asked.orderedFrom ?? '', to: asked.orderedTo ?? '' };
    const smaller = answer.complete ? [] : halves(dates);
    for (const half of smaller) await this.ask.ofDates(step, command.connectionId, answer.division, half);
    if (smaller.length > 0) return;
    const missed = await this.missed(step, answer, dates);
    for (let at = 0; at < missed.length; at += REFERENCES_A_CALL) {
      const yourRefs = missed.slice(at, at + REFERENCES_A_CALL);
      await this.ask.withReferences(step, command.connectionId, answer.division, yourRefs);
    }
    await step.tx.query(`UPDATE sync_core.sales_order_reading SET read_at = $2 WHERE division = $1`, [
      answer.division,
      this.clock.now(),
    ]);
  }

  private async keepTotals(step: Step, { division, found }: ExactSalesOrdersReconciledV1): Promise<void> {
    await step.tx.query(
      `UPDATE sync_core.amazon_order o SET exact_total = (f#>>'{total,minorUnits}')::bigint
       FROM jsonb_array_elements($2::jsonb) f
       WHERE o.division = $1 AND o.sales_order_id = (f->>'salesOrderId')::uuid AND o.state = 'done'
         AND o.currency = f#>>'{total,currency}' AND o.exact_total IS DISTINCT FROM (f#>>'{total,minorUnits}')::bigint`,
      [division, JSON.stringify(found)],
    );
  }

  /** Stands there after all: somebody made it again, or restored it. */
  private async backAgain(step: Step, { division, found }: ExactSalesOrdersReconciledV1): Promise<void> {
    const keys = await step.tx.query<OrderKey[]>(
      `SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order o
       JOIN sync_core.order_notice n USING (connection_id, amazon_order_id)
       WHERE o.division = $1 AND o.sales_order_id = ANY($2) AND n.code = 'sales_order_gone' AND n.settled_at IS NULL ORDER BY 1, 2`,
      [division, found.map(({ salesOrderId }) => salesOrderId)],
    );
    for (const key of keys) await this.notices.undo(step.tx, key, 'sales_order_gone');
  }

  private async missed(
    step: Step,
    { division, found }: ExactSalesOrdersReconciledV1,
    dates: { from: string; to: string },
  ): Promise<string[]> {
    const rows = await step.tx.query<{ id: string }[]>(
      `SELECT o.amazon_order_id AS id FROM sync_core.amazon_order o JOIN sync_core.connection c ON c.id = o.connection_id
       WHERE c.division = $1 AND o.division = $1 AND o.state = 'done' AND o.sales_order_id IS NOT NULL AND o.changed_at < $5
         AND o.created_time >= $3::date - interval '2 days' AND o.created_time < $4::date + interval '2 days'
         AND (o.created_time AT TIME ZONE (c.settings ->> 'timeZone'))::date BETWEEN $3 AND $4 AND NOT o.sales_order_id = ANY($2)
       ORDER BY random() LIMIT ${MOST_MISSED}`,
      [division, found.map(({ salesOrderId }) => salesOrderId), dates.from, dates.to, this.settled()],
    );
    return rows.map(({ id }) => id);
  }

  private async gone(step: Step, { division, found }: ExactSalesOrdersReconciledV1, yourRefs: string[]): Promise<void> {
    const there = new Set(found.map(({ yourRef }: ExactSalesOrderStandingV1) => yourRef));
    const keys = await step.tx.query<OrderKey[]>(
      `SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order o
       WHERE o.connection_id IN (SELECT id FROM sync_core.connection WHERE division = $1) AND o.amazon_order_id = ANY($2)
         AND o.division = $1 AND o.state = 'done' AND o.changed_at < $3 ORDER BY 1, 2`,
      [division, yourRefs.filter((ref) => !there.has(ref)), this.settled()],
    );
    for (const key of keys) {
      const order = await this.orders.lock(step.tx, key);
      const detail = { number: String(order?.salesOrderNumber ?? '-') };
      if (order?.state === 'done') await this.notices.list(step.tx, order, { code: 'sales_order_gone', detail });
    }
  }

  private settled(): Date {
    return new Date(this.clock.now().getTime() - SETTLED_MS);
  }
}

import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Steps } from '../commands/steps.js';
import { AskSalesOrders } from './ask-sales-orders.js';
import { datesBefore } from './domain/order-dates.js';

const DIVISIONS_A_TICK = 20;
const DAY_MS = 86_400_000;

/** Every order is looked for on so many days after it was made; later deletions are told by Exact's list of deleted records. */
const DAYS = 8;

/** Lets the sales orders of a division be read in Exact once a day, whichever connections share it: the proof believes no book but Exact's. */
@Injectable()
export class ReadSalesOrdersJob {
  private readonly logger = new Logger(ReadSalesOrdersJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly ask: AskSalesOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        const now = this.clock.now();
        const due = await step.tx.query<{ division: number; connectionId: string }[]>(
          `SELECT DISTINCT ON (c.division) c.division, c.id AS "connectionId" FROM sync_core.connection c
           WHERE c.status = 'active' AND NOT c.dry_run
             AND NOT exists (SELECT 1 FROM sync_core.sales_order_reading r WHERE r.division = c.division AND r.asked_at > $1)
             AND exists (SELECT 1 FROM sync_core.amazon_order o
               WHERE o.connection_id = c.id AND o.state = 'done' AND o.division = c.division AND o.changed_at <= $1)
           ORDER BY c.division, c.created_at LIMIT $2`,
          [new Date(now.getTime() - DAY_MS), DIVISIONS_A_TICK],
        );
        const dates = datesBefore(now, DAYS);
        for (const { division, connectionId } of due) {
          const asked = await step.tx.query<unknown[]>(
            `INSERT INTO sync_core.sales_order_reading AS r (division, ordered_from, ordered_to, asked_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (division) DO UPDATE SET ordered_from = excluded.ordered_from, ordered_to = excluded.ordered_to,
               asked_at = excluded.asked_at WHERE r.asked_at <= $5 RETURNING 1`,
            [division, dates.from, dates.to, now, new Date(now.getTime() - DAY_MS)],
          );
          if (asked.length > 0) await this.ask.ofDates(step, connectionId, division, dates);
        }
      });
    } catch (error) {
      this.logger.warn(`Reading sales orders for the proof waits: ${describeFailure(error)}`);
    }
  }
}

import { reconcileExactSalesOrdersV1 } from '@connector/contracts';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Steps } from '../commands/steps.js';
import { AdvanceOrder } from './advance-order.js';
import { Orders } from './orders.js';
import type { OrderKey } from './timeline.js';

/** An order that waits so long without a look-up under way waits for nothing. */
const PATIENCE_MS = 10 * 60_000;
const ORDERS_A_TICK = 100;

/**
 * Looks again for orders whose look-up ended without a word to them (domain O2): during a rolling update an instance of the release
 * before may take the answer, which tells the orders of a shared look-up nothing.
 */
@Injectable()
export class LookUpAgainJob {
  private readonly logger = new Logger(LookUpAgainJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly orders: Orders,
    private readonly advance: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        const keys = await step.tx.query<OrderKey[]>(
          `WITH under_way AS (
             SELECT connection_id, jsonb_array_elements_text(body -> 'yourRefs') AS amazon_order_id FROM sync_core.command
             WHERE contract = $2 AND state IN ('waiting', 'sent') AND body ? 'yourRefs')
           SELECT o.connection_id AS "connectionId", o.amazon_order_id AS "amazonOrderId" FROM sync_core.amazon_order o
           WHERE o.state = 'ready' AND o.look_up = 'asked' AND o.changed_at < $1
             AND NOT exists (SELECT 1 FROM under_way u
               WHERE u.connection_id = o.connection_id AND u.amazon_order_id = o.amazon_order_id)
           ORDER BY 1, 2 LIMIT $3`,
          [new Date(this.clock.now().getTime() - PATIENCE_MS), reconcileExactSalesOrdersV1.name, ORDERS_A_TICK],
        );
        for (const key of keys) {
          const order = await this.orders.lock(step.tx, key);
          if (order?.state !== 'ready' || order.lookUp !== 'asked') continue;
          this.logger.warn(`Looking again for a sales order of ${key.amazonOrderId}: the look-up before told nothing`);
          order.lookUp = null;
          await step.tx.save(order);
          await this.advance.advance(step, order);
        }
      });
    } catch (error) {
      this.logger.warn(`Looking again for sales orders waits: ${describeFailure(error)}`);
    }
  }
}

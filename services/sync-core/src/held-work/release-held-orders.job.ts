import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Steps } from '../commands/steps.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';
import { ReleaseHeldOrders, type Why } from './release-held-orders.js';

const ORDERS_A_TICK = 100;
const PROBE_EVERY_MS = 3_600_000;

interface InLine {
  connection_id: string;
  amazon_order_id: string;
  retry_why: Why;
}

/** Lets held orders that stand in line try again, one transaction each; looks hourly whether causes at Exact are gone (domain C1). */
@Injectable()
export class ReleaseHeldOrdersJob {
  private readonly logger = new Logger(ReleaseHeldOrdersJob.name);
  private running = false;
  private probedAt = 0;

  constructor(
    private readonly steps: Steps,
    private readonly retry: RetryHeldOrders,
    private readonly release: ReleaseHeldOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.probe();
      for (let count = 0; count < ORDERS_A_TICK && (await this.next()); count++);
    } catch (error) {
      this.logger.warn(`Releasing held orders waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** An order that fails again is held anew, so it waits an hour whichever replica looks. */
  private async probe(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.probedAt < PROBE_EVERY_MS / 60) return;
    this.probedAt = now;
    await this.steps.run(({ tx }) => this.release.probe(tx, new Date(now - PROBE_EVERY_MS)));
  }

  /** False: nobody stands in line. */
  private async next(): Promise<boolean> {
    return this.steps.run(async (step) => {
      const [rows] = await step.tx.query<[InLine[], number]>(
        `UPDATE sync_core.amazon_order SET retry_at = NULL WHERE (connection_id, amazon_order_id) IN (
           SELECT connection_id, amazon_order_id FROM sync_core.amazon_order WHERE retry_at <= $1
           ORDER BY retry_at, amazon_order_id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING connection_id, amazon_order_id, retry_why`,
        [this.clock.now()],
      );
      const [order] = rows;
      if (order === undefined) return false;
      const key = { connectionId: order.connection_id, amazonOrderId: order.amazon_order_id };
      await this.retry.because(step, key, order.retry_why);
      return true;
    });
  }
}

import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Steps } from '../commands/steps.js';

/** Orders that lowered a quantity before it was seen are known by then, and an accepted write is visible. */
const SETTLED_AFTER_MS = 30 * 60_000;
const OFFERS_A_STEP = 200;

/**
 * Compares what Amazon was seen to have with what should stand there (domain S6). A difference is listed, and what Exact says is
 * sent again: somebody else changed the quantity, or a write did not take.
 */
@Injectable()
export class SettleDriftJob {
  private readonly logger = new Logger(SettleDriftJob.name);

  constructor(
    private readonly steps: Steps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(5_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async ({ tx }) => {
        await tx.query(
          `WITH settled AS (
             SELECT connection_id, sku, expected_quantity, unsettled_quantity, unsettled_at FROM sync_core.stock_offer
             WHERE unsettled_at < $1 ORDER BY unsettled_at LIMIT $2 FOR UPDATE SKIP LOCKED),
           drift AS (
             INSERT INTO sync_core.stock_drift (connection_id, sku, expected, seen, seen_at)
             SELECT connection_id, sku, expected_quantity, unsettled_quantity, unsettled_at FROM settled WHERE expected_quantity <> unsettled_quantity)
           UPDATE sync_core.stock_offer o
           SET expected_quantity = s.unsettled_quantity, expected_since = s.unsettled_at, unsettled_quantity = NULL, unsettled_at = NULL,
               is_due = o.is_due OR o.item_id IS NOT NULL AND o.wanted_quantity <> s.unsettled_quantity AND o.refused_quantity IS DISTINCT FROM o.wanted_quantity,
               due_since = clock_timestamp()
           FROM settled s WHERE o.connection_id = s.connection_id AND o.sku = s.sku`,
          [new Date(this.clock.now().getTime() - SETTLED_AFTER_MS), OFFERS_A_STEP],
        );
      });
    } catch (error) {
      this.logger.warn(`Comparing stock waits: ${describeFailure(error)}`);
    }
  }
}

import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { RecordListings } from '../catalogue/record-listings.js';
import { Steps } from '../commands/steps.js';

const LISTINGS_A_STEP = 100;
const STEPS_A_TICK = 20;

/** Points the listings of a connection that came from another division at items of its own division (domain V4). */
@Injectable()
export class PointListingsJob {
  private readonly logger = new Logger(PointListingsJob.name);
  private running = false;

  constructor(
    private readonly steps: Steps,
    private readonly listings: RecordListings,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let step = 0; step < STEPS_A_TICK && (await this.point()); step++);
    } catch (error) {
      this.logger.warn(`Pointing listings at items waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** False: no more are left. */
  private async point(): Promise<boolean> {
    return this.steps.run(async (step) => {
      const rows = await step.tx.query<{ connection_id: string; sku: string; marketplace_id: string }[]>(
        `SELECT connection_id, sku, marketplace_id FROM sync_core.listing WHERE item_id IS NULL
         ORDER BY connection_id, sku, marketplace_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [LISTINGS_A_STEP],
      );
      for (const { connection_id: connectionId, sku, marketplace_id: marketplaceId } of rows)
        await this.listings.pointAnew(step, { connectionId, sku, marketplaceId });
      return rows.length === LISTINGS_A_STEP;
    });
  }
}

import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Steps } from '../commands/steps.js';
import { ReckonItem } from './reckon-item.js';

const ITEMS_A_STEP = 50;
const STEPS_A_TICK = 20;

/** Counts the items anew that something happened to; many happenings of one item are one count. */
@Injectable()
export class RecountItemsJob {
  private readonly logger = new Logger(RecountItemsJob.name);
  private running = false;

  constructor(
    private readonly steps: Steps,
    private readonly reckon: ReckonItem,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let step = 0; step < STEPS_A_TICK && (await this.count()); step++);
    } catch (error) {
      this.logger.warn(`Counting stock waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** False: nothing is left to count. */
  private async count(): Promise<boolean> {
    return this.steps.run(async ({ tx }) => {
      const [rows] = await tx.query<[{ item_id: string }[], number]>(
        `DELETE FROM sync_core.stock_recount WHERE id IN (
           SELECT id FROM sync_core.stock_recount ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING item_id`,
        [ITEMS_A_STEP],
      );
      const items = new Set(rows.map(({ item_id: id }) => id));
      for (const item of [...items].sort()) await this.reckon.reckon(tx, item);
      return rows.length > 0;
    });
  }
}

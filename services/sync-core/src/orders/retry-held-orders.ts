import { reasonOf } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { AdvanceOrder } from './advance-order.js';
import { OrderMoves } from './order-moves.js';
import { Orders } from './orders.js';
import type { OrderKey } from './timeline.js';

/** Reasons that a change of settings or of Exact's master data can mend, beside the class `master-data`. */
const MENDED_BY_SETTINGS = new Set(['dry_run', 'connection_not_ready']);

const BATCH = 500;

/** Lets held orders try again: on a person's request, or when what held them may be gone (domain C1, T4). */
@Injectable()
export class RetryHeldOrders {
  constructor(
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly advance: AdvanceOrder,
  ) {}

  /** False: the order is not held. */
  async one(step: Step, key: OrderKey): Promise<boolean> {
    return this.retry(step, key, { 'why.nl': 'op verzoek', 'why.en': 'on request' });
  }

  /** Settings or master data changed: what they held goes on by itself. */
  async releasedBySettings(step: Step, connectionId: string): Promise<void> {
    const held = await step.tx.query<{ amazon_order_id: string; reason_code: string }[]>(
      `SELECT amazon_order_id, reason_code FROM sync_core.amazon_order WHERE connection_id = $1 AND state = 'held'
       ORDER BY amazon_order_id LIMIT $2`,
      [connectionId, BATCH],
    );
    for (const { amazon_order_id: amazonOrderId, reason_code: reason } of held) {
      if (!MENDED_BY_SETTINGS.has(reason) && reasonOf(reason).failureClass !== 'master-data') continue;
      await this.retry(
        step,
        { connectionId, amazonOrderId },
        { 'why.nl': 'de instellingen of stamgegevens zijn gewijzigd', 'why.en': 'settings or master data changed' },
      );
    }
  }

  private async retry(step: Step, key: OrderKey, why: Record<string, string>): Promise<boolean> {
    const order = await this.orders.lock(step.tx, key);
    if (order?.state !== 'held') return false;
    await this.moves.move(step.tx, order, 'retry', { code: 'retried', detail: why });
    await this.advance.advance(step, order);
    return true;
  }
}

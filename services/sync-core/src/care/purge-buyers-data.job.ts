import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Step } from '../commands/step.js';
import { Steps } from '../commands/steps.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { takes } from '../orders/domain/order-state.js';
import { Notices } from '../orders/notices.js';
import { OrderMoves } from '../orders/order-moves.js';
import { Orders } from '../orders/orders.js';
import type { OrderKey } from '../orders/timeline.js';
import { WARNED_DAYS } from './domain/purge-time.js';

const ROWS_A_STEP = 500;
const DAY_MS = 86_400_000;
/** of a command: it carries what tells who a buyer is; as in the indexes */
const OF_A_BUYER = `(body ? 'personalData' OR body ? 'remarks')`;

interface Warned {
  connection_id: string;
  amazon_order_id: string;
  purge_at: Date;
}

/**
 * Removes buyers' data when their time has come: of orders, of commands that were answered, and of those that never left. Mappings, totals and timelines
 * stay. A held order warns ten days before (domain C2).
 */
@Injectable()
export class PurgeBuyersDataJob {
  private readonly logger = new Logger(PurgeBuyersDataJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly notices: Notices,
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly advance: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(10_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run((step) => this.warn(step));
      while (await this.steps.run((step) => this.purgeOrders(step)));
      while (await this.steps.run((step) => this.withdrawCommands(step)));
      while (await this.steps.run((step) => this.stripCommands(step)));
    } catch (error) {
      this.logger.warn(`Removing buyers' data waits: ${describeFailure(error)}`);
    }
  }

  /** False: nothing is left to remove now. */
  private async purgeOrders(step: Step): Promise<boolean> {
    const now = this.clock.now();
    const purged = await step.tx.query<OrderKey[]>(
      `WITH purged AS (
         UPDATE sync_core.amazon_order SET personal_data = NULL, corrections = corrections - 'vatNumber', purge_at = NULL, purged_at = $1
         WHERE (connection_id, amazon_order_id) IN (
           SELECT connection_id, amazon_order_id FROM sync_core.amazon_order WHERE purge_at <= $1
           ORDER BY purge_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING connection_id, amazon_order_id)
       INSERT INTO sync_core.timeline_entry (connection_id, amazon_order_id, at, code, detail)
       SELECT connection_id, amazon_order_id, $1, 'purged', '{}' FROM purged
       RETURNING connection_id AS "connectionId", amazon_order_id AS "amazonOrderId"`,
      [now, ROWS_A_STEP],
    );
    if (purged.length > 0) await this.markCommands(step, purged);
    return purged.length === ROWS_A_STEP;
  }

  /** What is asked for on behalf of these orders and carries their buyers: some of it is on its way, and may come back. */
  private async markCommands({ tx }: Step, purged: readonly OrderKey[]): Promise<void> {
    await tx.query(
      `UPDATE sync_core.command m SET buyer_purged = true FROM unnest($1::uuid[], $2::text[]) AS p (connection_id, amazon_order_id)
       WHERE m.state IN ('waiting', 'sent') AND m.connection_id = p.connection_id AND m.correlation_id = p.amazon_order_id AND ${OF_A_BUYER}`,
      [purged.map(({ connectionId }) => connectionId), purged.map(({ amazonOrderId }) => amazonOrderId)],
    );
  }

  /**
   * A command that has not left in all this time, because its connection is paused, or that its gateway gave back after the purge:
   * the order begins anew without its buyer. False: there is none left.
   */
  private async withdrawCommands(step: Step): Promise<boolean> {
    const [withdrawn] = await step.tx.query<[OrderKey[], number]>(
      `UPDATE sync_core.command SET state = 'withdrawn', body = body - 'personalData' - 'remarks' WHERE id IN (
         SELECT id FROM sync_core.command WHERE state = 'waiting' AND buyer_purged
         ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING connection_id AS "connectionId", correlation_id AS "amazonOrderId"`,
      [ROWS_A_STEP],
    );
    for (const key of withdrawn) {
      const order = await this.orders.lock(step.tx, key);
      if (order === undefined || !takes(order.state, 'changed')) continue;
      await this.moves.move(step.tx, order, 'changed', { code: 'begun_without_buyer' });
      await this.advance.advance(step, order);
    }
    return withdrawn.length === ROWS_A_STEP;
  }

  /** An answered command is never sent again; what it carried of a buyer has done its service. */
  private async stripCommands({ tx }: Step): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE sync_core.command SET body = body - 'personalData' - 'remarks' WHERE id IN (
         SELECT id FROM sync_core.command
         WHERE state IN ('done', 'refused', 'withdrawn') AND ${OF_A_BUYER}
         ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [ROWS_A_STEP],
    );
    return rows.length === ROWS_A_STEP;
  }

  private async warn({ tx }: Step): Promise<void> {
    const now = this.clock.now();
    const [rows] = await tx.query<[Warned[], number]>(
      `UPDATE sync_core.amazon_order SET purge_warned_at = $1 WHERE (connection_id, amazon_order_id) IN (
         SELECT connection_id, amazon_order_id FROM sync_core.amazon_order
         WHERE purge_at <= $2 AND purge_at > $1 AND state = 'held' AND purge_warned_at IS NULL
         ORDER BY purge_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING connection_id, amazon_order_id, purge_at`,
      [now, new Date(now.getTime() + WARNED_DAYS * DAY_MS), ROWS_A_STEP],
    );
    for (const { connection_id: connectionId, amazon_order_id: amazonOrderId, purge_at: at } of rows) {
      const detail = { date: at.toISOString().slice(0, 10) };
      await this.notices.list(tx, { connectionId, amazonOrderId }, { code: 'purge_ahead', detail });
    }
  }
}

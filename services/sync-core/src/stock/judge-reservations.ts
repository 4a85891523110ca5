import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RecountItems } from './recount-items.js';

const LOOK_AGAIN_MS = 2 * 3_600_000;

/**
 * One reading of an item decides about pieces whose sales order was made two hours ago and that no stock row has held since
 * (domain S2). Where our rows come to what was read, they hold the sales order or will never have to; where they do not, the
 * feed is behind: the pieces stay outgoing, and the feed is read at once.
 */
@Injectable()
export class JudgeReservations {
  constructor(
    private readonly recount: RecountItems,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async judge(tx: EntityManager, division: number, exactItemId: string): Promise<void> {
    const [item] = await tx.query<{ id: string }[]>(
      `SELECT id FROM sync_core.item WHERE division = $1 AND exact_item_id = $2`,
      [division, exactItemId],
    );
    if (item === undefined) return;
    const [rows] = await tx.query<[unknown[], number]>(
      `DELETE FROM sync_core.stock_reservation r USING sync_core.stock_reading s
       WHERE r.item_id = $1 AND s.division = $2 AND s.exact_item_id = $3 AND r.booked_at < s.read_at
         AND (s.in_stock, s.planning_out) = (
           SELECT coalesce(sum(current_stock), 0), coalesce(sum(planning_out), 0) FROM sync_core.stock_position p
           WHERE p.division = $2 AND p.exact_item_id = $3)
       RETURNING 1`,
      [item.id, division, exactItemId],
    );
    const now = this.clock.now();
    if (rows.length > 0) return this.recount.item(tx, item.id);
    const [behind] = await tx.query<[unknown[], number]>(
      `UPDATE sync_core.stock_reservation SET look_at = $2 WHERE item_id = $1 AND booked_at IS NOT NULL RETURNING 1`,
      [item.id, new Date(now.getTime() + LOOK_AGAIN_MS)],
    );
    if (behind.length === 0) return;
    await tx.query(
      `UPDATE sync_core.stock_schedule SET due_at = least(due_at, $2) WHERE connection_id IN (
         SELECT id FROM sync_core.connection WHERE division = $1)`,
      [division, now],
    );
  }
}

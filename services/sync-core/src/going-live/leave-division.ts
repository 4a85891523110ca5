import { ConflictException, Injectable } from '@nestjs/common';
import { exactWindow } from '../commands/domain/release-window.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';

/**
 * Takes a connection out of a division: what it asked of Exact there is withdrawn, and its SKUs point at none of its items any more.
 * Debtors, items and aliases belong to the division; they stay, and are found again by whoever comes back (domain V4, V5).
 */
@Injectable()
export class LeaveDivision {
  /** @throws ConflictException while commands are on their way there: their answers still count in the old division */
  async leave(step: Step, { id }: ConnectionEntity, from: number): Promise<void> {
    const { tx } = step;
    // nothing leaves from here on: whoever releases takes this row first
    await tx.query(`SELECT 1 FROM sync_core.release_window WHERE "window" = $1 FOR UPDATE`, [exactWindow(from)]);
    const [sent] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM sync_core.command WHERE connection_id = $1 AND "window" = $2 AND state = 'sent'`,
      [id, exactWindow(from)],
    );
    if (sent!.count > 0)
      throw new ConflictException(
        `${sent!.count} commands are on their way to division ${from}: pause the connection (POST /connections/${id}/pause), and choose another division when they are answered`,
      );
    await this.withdraw(step, id, from);
    await tx.query(`UPDATE sync_core.listing SET item_id = NULL WHERE connection_id = $1 AND item_id IS NOT NULL`, [
      id,
    ]);
    await this.leaveStock(step, id);
  }

  private async withdraw({ tx }: Step, id: string, from: number): Promise<void> {
    await tx.query(
      `WITH withdrawn AS (
         UPDATE sync_core.command SET state = 'withdrawn'
         WHERE connection_id = $1 AND state = 'waiting' AND ("window" = $2 OR subject_kind IN ('stock-offer', 'stock-many'))
         RETURNING subject_kind, subject_id)
       UPDATE sync_core.item SET state = 'wanted' WHERE state = 'requested' AND exact_item_id IS NULL
         AND id::text IN (SELECT subject_id FROM withdrawn WHERE subject_kind = 'item')`,
      [id, exactWindow(from)],
    );
  }

  /** What stands at Amazon is known still; what should stand there is not, and the first run is shown anew (domain S7). */
  private async leaveStock({ tx }: Step, id: string): Promise<void> {
    await tx.query(`DELETE FROM sync_core.stock_offer WHERE connection_id = $1 AND expected_quantity IS NULL`, [id]);
    await tx.query(
      `UPDATE sync_core.stock_offer SET item_id = NULL, wanted_quantity = expected_quantity, is_due = false, refused_quantity = NULL,
         reason_code = NULL, platform_message = NULL WHERE connection_id = $1`,
      [id],
    );
    await tx.query(`DELETE FROM sync_core.stock_schedule WHERE connection_id = $1`, [id]);
    // the books that were left hold these
    await tx.query(`DELETE FROM sync_core.stock_reservation WHERE connection_id = $1 AND booked_at IS NOT NULL`, [id]);
    await tx.query(`UPDATE sync_core.stock_reservation SET item_id = NULL WHERE connection_id = $1`, [id]);
  }
}

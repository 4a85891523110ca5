import { contractNamed } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CommandEntity } from './command.entity.js';
import { ANSWER_DUE_SECONDS, DOUBTS_BESIDE_SLOTS, slotsOf } from './domain/release-window.js';

type Released = Pick<CommandEntity, 'id' | 'contract' | 'body' | 'release'> & {
  connection_id: string;
  correlation_id: string;
};

/**
 * Lets commands out of Postgres, a few at a time in each window, the most urgent first (architecture, Throttling).
 * Slots are counted from the rows that are sent, under the window's lock; they are never kept as a number.
 */
@Injectable()
export class ReleaseCommands {
  /** Releases what there is room for. Call it last in a transaction: the window's row is the last lock that is taken. */
  async next(tx: EntityManager, window: string): Promise<number> {
    const free = await this.freeSlots(tx, window);
    if (free <= 0) return 0;
    const [released] = await tx.query<[Released[], number]>(
      `WITH picked AS (
         SELECT c.id FROM sync_core.command c JOIN sync_core.connection n ON n.id = c.connection_id
         WHERE c."window" = $1 AND c.state = 'waiting' AND n.status = 'active'
           AND (c.not_before IS NULL OR c.not_before <= sync_core.app_now())
         ORDER BY c.priority, c.created_at, c.id LIMIT $2 FOR UPDATE OF c SKIP LOCKED)
       UPDATE sync_core.command c
       SET state = 'sent', release = c.release + 1, not_before = NULL,
           answer_due = clock_timestamp() + make_interval(secs => $3)
       FROM picked WHERE c.id = picked.id
       RETURNING c.id, c.contract, c.body, c.release, c.connection_id, c.correlation_id`,
      [window, free, ANSWER_DUE_SECONDS],
    );
    for (const command of released) await this.send(tx, command);
    return released.length;
  }

  /** Sends a command that is on its way once more, under the same id: its receiver answers every delivery. */
  async send(tx: EntityManager, command: Released): Promise<void> {
    const contract = contractNamed(command.contract);
    if (contract === undefined) throw new Error(`No contract is named ${command.contract}`);
    await enqueue(
      tx,
      contract,
      { ...command.body, release: command.release },
      {
        connectionId: command.connection_id,
        correlationId: command.correlation_id,
        messageId: command.id,
      },
    );
  }

  private async freeSlots(tx: EntityManager, window: string): Promise<number> {
    const [row] = await tx.query<{ slots: number; closed: boolean }[]>(
      `SELECT slots, coalesce(not_before > sync_core.app_now(), false) AS closed
       FROM sync_core.release_window WHERE "window" = $1 FOR UPDATE`,
      [window],
    );
    if (row === undefined) {
      await tx.query(`INSERT INTO sync_core.release_window ("window", slots) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        window,
        slotsOf(window),
      ]);
      return this.freeSlots(tx, window);
    }
    if (row.closed) return 0;
    const [sent] = await tx.query<{ count: number }[]>(
      `SELECT (count(*) FILTER (WHERE NOT in_doubt) + greatest(count(*) FILTER (WHERE in_doubt) - $2, 0))::int AS count
       FROM sync_core.command WHERE "window" = $1 AND state = 'sent'`,
      [window, DOUBTS_BESIDE_SLOTS],
    );
    return row.slots - (sent?.count ?? 0);
  }
}

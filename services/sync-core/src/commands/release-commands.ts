import { contractNamed } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { ENVIRONMENT, inTraceOf } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SyncCoreEnvironment } from '../environment.js';
import type { CommandEntity } from './command.entity.js';
import { slotsOf } from './domain/release-window.js';
import { WRITING_COMMANDS } from './domain/writing-commands.js';
import { SLOTS_TAKEN } from './slots-taken.js';

type Released = Pick<CommandEntity, 'id' | 'contract' | 'body' | 'release'> & {
  connection_id: string;
  correlation_id: string;
  traceparent: string | null;
};

/**
 * Lets commands out of Postgres, a few at a time in each window, the most urgent first, the connections of a division by turns
 * (architecture, Throttling). Of one connection's orders those go first that are nearly there: a backlog of thousands then gives
 * sales orders from its first minute on, and not all debtors before the first of them.
 * A dry run writes nothing: what would write waits until it ends. Slots are counted from the rows that are sent, under the window's lock; they are never kept as a number.
 */
@Injectable()
export class ReleaseCommands {
  constructor(@Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment) {}

  /** Releases what there is room for. Call it last in a transaction: the window's row is the last lock that is taken. */
  async next(tx: EntityManager, window: string): Promise<number> {
    const free = await this.freeSlots(tx, window);
    if (free <= 0) return 0;
    const [released] = await tx.query<[(Released & { place: number })[], number]>(
      `WITH RECURSIVE ${CONNECTIONS_IN_LINE},
       candidate AS (
         SELECT c.id, c.priority, c.finishes, c.created_at, c.connection_id FROM in_line l
           JOIN sync_core.connection n ON n.id = l.connection_id AND n.status = 'active'
           CROSS JOIN LATERAL (
             SELECT * FROM sync_core.command c WHERE c."window" = $1 AND c.connection_id = l.connection_id AND c.state = 'waiting'
               AND NOT c.buyer_purged AND NOT (n.dry_run AND c.contract = ANY($4)) AND (c.not_before IS NULL OR c.not_before <= sync_core.app_now())
             ORDER BY c.priority, c.finishes DESC, c.created_at, c.id LIMIT $2) c),
       turn AS (
         SELECT c.id, row_number() OVER (ORDER BY c.priority, coalesce(c.connection_id <= w.last_connection, false), c.connection_id,
           c.finishes DESC, c.created_at, c.id) AS place
         FROM candidate c JOIN sync_core.release_window w ON w."window" = $1 ORDER BY place LIMIT $2),
       picked AS (
         SELECT c.id, t.place FROM turn t JOIN sync_core.command c ON c.id = t.id WHERE c.state = 'waiting' FOR UPDATE OF c SKIP LOCKED)
       UPDATE sync_core.command c
       SET state = 'sent', release = c.release + 1, not_before = NULL,
           answer_due = clock_timestamp() + make_interval(secs => $3)
       FROM picked WHERE c.id = picked.id
       RETURNING c.id, c.contract, c.body, c.release, c.connection_id, c.correlation_id, c.traceparent, picked.place::int`,
      [window, free, this.environment.ANSWER_DUE_SECONDS, WRITING_COMMANDS],
    );
    released.sort((a, b) => a.place - b.place);
    for (const command of released) await this.send(tx, command);
    if (released.length > 0) {
      await tx.query(`UPDATE sync_core.release_window SET last_connection = $2 WHERE "window" = $1`, [
        window,
        released.at(-1)!.connection_id,
      ]);
    }
    return released.length;
  }

  /**
   * Sends a command that is on its way once more, under the same id: its receiver answers every delivery. It continues the
   * trace in which it was asked for, whoever made room for it.
   */
  async send(tx: EntityManager, command: Released): Promise<void> {
    await inTraceOf(command.traceparent, () => this.sendNow(tx, command));
  }

  private async sendNow(tx: EntityManager, command: Released): Promise<void> {
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
      `SELECT ${SLOTS_TAKEN} AS count FROM sync_core.command WHERE "window" = $1 AND state = 'sent'`,
      [window],
    );
    return row.slots - (sent?.count ?? 0);
  }
}

/** The connections that have something waiting in the window `$1`, one look into the index each, however long their backlogs. */
const CONNECTIONS_IN_LINE = `in_line AS (
  (SELECT connection_id FROM sync_core.command WHERE "window" = $1 AND state = 'waiting' ORDER BY connection_id LIMIT 1)
  UNION ALL
  SELECT (SELECT c.connection_id FROM sync_core.command c
          WHERE c."window" = $1 AND c.state = 'waiting' AND c.connection_id > l.connection_id ORDER BY c.connection_id LIMIT 1)
  FROM in_line l WHERE l.connection_id IS NOT NULL)`;

import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';

/** How long a main contact waits for others, so that one call looks for up to ten accounts. */
const GATHER_MS = 3_600_000;

/** Most accounts of one command, as its contract says. */
const BATCH = 10;

/** Up to ten accounts that one command names. */
export interface MainContactBatch {
  readonly id: string;
  readonly division: number;
  readonly contacts: readonly { readonly accountId: string; readonly contactId: string }[];
}

/** Which accounts still need their main contact: those that we made, with the contact that we made (domain D4, D8). */
@Injectable()
export class MainContactsDue {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async note(step: Step, debtorId: string, connectionId: string): Promise<void> {
    await step.tx.query(
      `INSERT INTO sync_core.main_contact_due (debtor_id, connection_id, due_at) VALUES ($1, $2, $3)
       ON CONFLICT (debtor_id) DO UPDATE SET connection_id = excluded.connection_id, due_at = excluded.due_at, batch = NULL,
         goes_alone = false, reason_code = NULL`,
      [debtorId, connectionId, new Date(this.clock.now().getTime() + GATHER_MS)],
    );
  }

  /** The account is another one now, that somebody else keeps. */
  async forget(step: Step, debtorId: string): Promise<void> {
    await step.tx.query(`DELETE FROM sync_core.main_contact_due WHERE debtor_id = $1`, [debtorId]);
  }

  /** Connections with ten that wait, or with one that has waited long enough, and nothing on its way. */
  async connections(step: Step, most: number): Promise<{ connectionId: string; division: number }[]> {
    return step.tx.query(
      `SELECT m.connection_id AS "connectionId", d.division ${WAITING} AND c.status = 'active' AND NOT c.dry_run AND c.division = d.division
         AND NOT exists (SELECT 1 FROM sync_core.main_contact_due b WHERE b.connection_id = m.connection_id AND b.batch IS NOT NULL)
       GROUP BY 1, 2 HAVING count(*) >= ${BATCH} OR min(m.due_at) <= $1 ORDER BY min(m.due_at) LIMIT $2`,
      [this.clock.now(), most],
    );
  }

  /** Takes the oldest of a connection; what was refused among others goes alone. Undefined: another replica took them. */
  async take(step: Step, connectionId: string, division: number, id: string): Promise<MainContactBatch | undefined> {
    const rows = await step.tx.query<{ debtorId: string; alone: boolean; accountId: string; contactId: string }[]>(
      `SELECT m.debtor_id AS "debtorId", m.goes_alone AS alone, d.account_id AS "accountId", d.contact_id AS "contactId"
       ${WAITING} AND m.connection_id = $2 AND d.division = $3
       ORDER BY m.goes_alone DESC, m.due_at, m.debtor_id LIMIT ${BATCH} FOR UPDATE OF m SKIP LOCKED`,
      [this.clock.now(), connectionId, division],
    );
    const taken = rows[0]?.alone === true ? rows.slice(0, 1) : rows;
    if (taken.length === 0) return undefined;
    await step.tx.query(`UPDATE sync_core.main_contact_due SET batch = $1 WHERE debtor_id = ANY($2)`, [
      id,
      taken.map(({ debtorId }) => debtorId),
    ]);
    return { id, division, contacts: taken.map(({ accountId, contactId }) => ({ accountId, contactId })) };
  }

  async done(step: Step, batch: string): Promise<void> {
    await step.tx.query(`DELETE FROM sync_core.main_contact_due WHERE batch = $1`, [batch]);
  }

  /**
   * One of a batch is the cause, so each goes alone once, an hour apart: Exact counts errors per endpoint and hour, and orders
   * use the same one. Alone and refused: given up, with the reason. Answers how many were given up.
   */
  async refused(step: Step, batch: string, reasonCode: string): Promise<number> {
    const [rows] = await step.tx.query<[{ reason_code: string | null }[], number]>(
      `WITH refused AS (
         SELECT debtor_id, count(*) OVER () = 1 AS is_only, row_number() OVER (ORDER BY due_at, debtor_id) AS turn
         FROM sync_core.main_contact_due WHERE batch = $1)
       UPDATE sync_core.main_contact_due m SET batch = NULL, goes_alone = true, due_at = $3::timestamptz + r.turn * interval '1 hour',
         reason_code = CASE WHEN r.is_only THEN $2 END
       FROM refused r WHERE r.debtor_id = m.debtor_id RETURNING m.reason_code`,
      [batch, reasonCode, this.clock.now()],
    );
    return rows.filter(({ reason_code: given }) => given !== null).length;
  }
}

/** Due rows whose account and contact are there, of debtors that no order is on its way to; `$1` is now. */
const WAITING = `FROM sync_core.main_contact_due m JOIN sync_core.debtor d ON d.id = m.debtor_id
  JOIN sync_core.connection c ON c.id = m.connection_id
  WHERE m.batch IS NULL AND m.reason_code IS NULL AND (NOT m.goes_alone OR m.due_at <= $1)
    AND d.state = 'ready' AND d.account_id IS NOT NULL AND d.contact_id IS NOT NULL
    AND NOT exists (SELECT 1 FROM sync_core.amazon_order o WHERE o.debtor_id = d.id AND o.state IN ('debtor', 'items', 'ordering'))`;

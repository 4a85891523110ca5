import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mendedBySettings, shownByExactAlone } from './release-reasons.js';

/** Why held orders go on, in both languages. */
export type Why = Readonly<Record<'why.nl' | 'why.en', string>>;

const SETTINGS: Why = {
  'why.nl': 'de instellingen of stamgegevens zijn gewijzigd',
  'why.en': 'settings or master data changed',
};
const LOOK: Why = { 'why.nl': 'de oorzaak kan weg zijn', 'why.en': 'the cause may be gone' };
const GONE: Why = {
  'why.nl': 'een andere order met dezelfde oorzaak ging door',
  'why.en': 'another order with the same cause went through',
};

/** The same cause: the reason, and the debtor or item that it is about. */
const SAME_CAUSE = `o.reason_code, CASE WHEN o.reason_code = 'exact_debtor_blocked' THEN o.debtor_id::text ELSE o.reason_detail ->> 'code' END`;

/** Puts held orders in line to try again, however many they are; a job lets them go in their turn (domain C1). */
@Injectable()
export class ReleaseHeldOrders {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Settings or master data of a connection changed: what they held goes on, and one order of each cause that Exact alone can show. */
  async settingsChanged(tx: EntityManager, connectionId: string): Promise<void> {
    await tx.query(
      `UPDATE sync_core.amazon_order SET retry_at = $2, retry_why = $3
       WHERE connection_id = $1 AND state = 'held' AND reason_code = ANY($4) AND retry_at IS NULL`,
      [connectionId, this.clock.now(), SETTINGS, mendedBySettings],
    );
    await this.probe(tx, this.clock.now(), connectionId);
  }

  /** One held order of each cause that Exact alone can show, held since before `before`, tries whether it is gone. */
  async probe(tx: EntityManager, before: Date, connectionId?: string): Promise<void> {
    await tx.query(
      `UPDATE sync_core.amazon_order t SET retry_at = $1, retry_why = $2
       FROM (SELECT DISTINCT ON (o.connection_id, ${SAME_CAUSE}) o.connection_id, o.amazon_order_id FROM sync_core.amazon_order o
             WHERE o.state = 'held' AND o.reason_code = ANY($3) AND o.changed_at < $4 AND ($5::uuid IS NULL OR o.connection_id = $5)
             ORDER BY o.connection_id, ${SAME_CAUSE}, o.changed_at) p
       WHERE t.connection_id = p.connection_id AND t.amazon_order_id = p.amazon_order_id AND t.state = 'held' AND t.retry_at IS NULL`,
      [this.clock.now(), LOOK, shownByExactAlone, before, connectionId ?? null],
    );
  }

  /** An order that was held for this reason went through: the others of the connection follow. */
  async causeIsGone(
    tx: EntityManager,
    connectionId: string,
    reasonCode: string,
    debtorId: string | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE sync_core.amazon_order SET retry_at = $3, retry_why = $4
       WHERE connection_id = $1 AND state = 'held' AND reason_code = $2 AND retry_at IS NULL
         AND ($2 <> 'exact_debtor_blocked' OR debtor_id = $5)`,
      [connectionId, reasonCode, this.clock.now(), GONE, debtorId],
    );
  }
}

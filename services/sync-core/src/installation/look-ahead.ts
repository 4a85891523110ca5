import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import type { DayOfWork } from './domain/day-budget.js';
import type { RecentLine } from './domain/net-code-cost.js';
import { warnAhead, type Warning } from './domain/warn-ahead.js';
import type { DivisionEntity } from './division.entity.js';

const RECENT_DAYS = 90;
const RECENT_ORDERS = 500;
const BUSIEST_OF_DAYS = 14;
const DAY_MS = 86_400_000;

/** Gathers what the warnings of a connection follow from (domain V2, V3). Looked at nightly, and whenever somebody asks. */
@Injectable()
export class LookAhead {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async warnings(tx: EntityManager, connection: ConnectionEntity, division: DivisionEntity): Promise<Warning[]> {
    const consentEnds = Object.fromEntries(
      Object.entries(connection.amazonExpiry).map(([what, { expiresAt }]) => [what, expiresAt]),
    );
    const facts = {
      consentEnds,
      withheld: connection.amazonSide.withheld ?? [],
      recentLines: await this.recentLines(tx, connection.id),
      dayOfWork: await this.dayOfWork(tx, connection.division),
    };
    return warnAhead(connection.settings, division.masterData, facts, this.clock.now());
  }

  /** What buyers paid of late, line by line; orders that were skipped do not count. */
  async recentLines(tx: EntityManager, connectionId: string): Promise<RecentLine[]> {
    const rows = await tx.query<{ id: string; minor_units: number; currency: string; quantity: number }[]>(
      `SELECT o.amazon_order_id AS id, (l #>> '{proceedsTotal,minorUnits}')::int AS minor_units,
         l #>> '{proceedsTotal,currency}' AS currency, (l ->> 'quantityOrdered')::int AS quantity
       FROM (SELECT amazon_order_id, snapshot FROM sync_core.amazon_order
             WHERE connection_id = $1 AND created_time >= $2 AND state NOT IN ('skipped', 'cancelled')
             ORDER BY created_time DESC LIMIT $3) o, jsonb_array_elements(o.snapshot -> 'lines') l
       WHERE l -> 'proceedsTotal' IS NOT NULL`,
      [connectionId, this.before(RECENT_DAYS), RECENT_ORDERS],
    );
    return rows.map(({ id, minor_units: minorUnits, currency, quantity }) => ({
      amazonOrderId: id,
      gross: { minorUnits, currency },
      quantity,
    }));
  }

  /** The work of a day in a division: that of all connections that share it. */
  async dayOfWork(tx: EntityManager, division: number): Promise<DayOfWork> {
    const [row] = await tx.query<DayOfWork[]>(
      `SELECT coalesce((SELECT max(n) FROM (
           SELECT count(*)::int AS n FROM sync_core.connection c JOIN sync_core.amazon_order o ON o.connection_id = c.id
           WHERE c.division = $1 AND o.created_time >= $2 AND o.state <> 'skipped' GROUP BY o.created_time::date) days), 0) AS orders,
         (SELECT coalesce(array_agg((c.settings #>> '{stock,intervalMinutes}')::int), '{}') FROM sync_core.connection c
          WHERE c.division = $1 AND (c.settings #>> '{stock,enabled}')::boolean) AS "stockIntervals",
         (SELECT count(*)::int FROM sync_core.stock_position p WHERE p.division = $1) AS "stockRows",
         (SELECT count(*)::int FROM sync_core.item i WHERE i.division = $1 AND i.state = 'wanted') AS "itemsToImport"`,
      [division, this.before(BUSIEST_OF_DAYS)],
    );
    return row!;
  }

  private before(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}

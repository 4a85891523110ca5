import { amazonOrdersTalliedV1, type AmazonOrdersTalliedV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { WalkedOrders } from './walk-orders.js';

/**
 * Counts what the control run sees, by day of creation, and tells it when the run ends. Every order that was created since the
 * run's beginning has changed since then too, so each day that lies wholly in the run is complete; the others are left out.
 */
@Injectable()
export class TallyOrders {
  async add(tx: EntityManager, connectionId: string, walked: WalkedOrders): Promise<void> {
    if (walked.isFirst) await this.clear(tx, connectionId);
    for (const { amazonOrderId, createdTime, grandTotal, isReadable } of walked.seen) {
      await tx.query(
        `INSERT INTO amazon_gateway.tallied_order (connection_id, amazon_order_id, created_time, minor_units, currency, readable)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (connection_id, amazon_order_id) DO UPDATE
         SET minor_units = excluded.minor_units, currency = excluded.currency, readable = excluded.readable`,
        [
          connectionId,
          amazonOrderId,
          createdTime,
          grandTotal?.minorUnits ?? null,
          grandTotal?.currency ?? null,
          isReadable,
        ],
      );
    }
    if (!walked.isLast) return;
    for (const tally of await this.days(tx, connectionId, walked))
      await enqueue(tx, amazonOrdersTalliedV1, tally, { connectionId, correlationId: `tally ${tally.day}` });
    await this.clear(tx, connectionId);
  }

  /** A row for every complete day, those without an order included: that there was none is a statement too. */
  private async days(
    tx: EntityManager,
    connectionId: string,
    { after, cursor }: WalkedOrders,
  ): Promise<AmazonOrdersTalliedV1[]> {
    const rows = await tx.query<Omit<AmazonOrdersTalliedV1, 'readUntil'>[]>(
      `WITH days AS (
         SELECT d AS day FROM generate_series(date_trunc('day', ($2::timestamptz - interval '1 millisecond') AT TIME ZONE 'UTC') + interval '1 day',
           date_trunc('day', $3::timestamptz AT TIME ZONE 'UTC') - interval '1 day', interval '1 day') d),
       seen AS (
         SELECT date_trunc('day', created_time AT TIME ZONE 'UTC') AS day, minor_units, currency, readable
         FROM amazon_gateway.tallied_order WHERE connection_id = $1),
       sums AS (SELECT day, currency, sum(minor_units)::float8 AS total FROM seen WHERE currency IS NOT NULL GROUP BY day, currency)
       SELECT to_char(days.day, 'YYYY-MM-DD') AS day,
         (SELECT count(*)::int FROM seen WHERE seen.day = days.day) AS orders,
         (SELECT count(*)::int FROM seen WHERE seen.day = days.day AND readable AND currency IS NULL) AS "withoutTotal",
         (SELECT count(*)::int FROM seen WHERE seen.day = days.day AND NOT readable) AS unreadable,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('minorUnits', total, 'currency', currency) ORDER BY currency), '[]')
          FROM sums WHERE sums.day = days.day) AS totals
       FROM days ORDER BY days.day`,
      [connectionId, after, cursor],
    );
    return rows.map((row) => ({ ...row, readUntil: cursor.toISOString() }));
  }

  private async clear(tx: EntityManager, connectionId: string): Promise<void> {
    await tx.query(`DELETE FROM amazon_gateway.tallied_order WHERE connection_id = $1`, [connectionId]);
  }
}

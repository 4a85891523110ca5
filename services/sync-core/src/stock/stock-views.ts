import { reasonOf } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { keyIn, pageOf, type Page } from '../api/page-cursor.js';
import type { PageQuery } from '../api/page-query.js';

interface WaitingRun {
  waits_for: string | null;
  waits_since: Date | null;
}

/** What would be written next, and what it waits for. */
export interface StockPreview {
  readonly waitsFor: string | null;
  readonly since: Date | null;
  readonly changes: number;
  readonly emptied: number;
  readonly offers: object[];
  readonly next?: string;
}

/** What the API shows of stock. */
@Injectable()
export class StockViews {
  constructor(private readonly db: DataSource) {}

  async offers(query: PageQuery): Promise<Page<object>> {
    const read = await this.db.query<{ sku: string; connectionId: string; reasonCode: string | null }[]>(
      `SELECT connection_id AS "connectionId", sku, wanted_quantity AS "wantedQuantity", accepted_quantity AS "acceptedQuantity",
         expected_quantity AS "expectedQuantity", is_due AS "isDue", reason_code AS "reasonCode", platform_message AS "platformMessage",
         accepted_at AS "acceptedAt", seen_quantity AS "seenQuantity", seen_channels AS "seenChannels", seen_at AS "seenAt"
       FROM sync_core.stock_offer WHERE ($1::uuid IS NULL OR connection_id = $1)
         AND ($2::text IS NULL OR sku >= $2 AND (sku, connection_id) > ($2, $3::uuid)) ORDER BY sku, connection_id LIMIT $4`,
      [query.connectionId ?? null, ...keyIn(query.after, 2), query.limit + 1],
    );
    const { rows, ...next } = pageOf(read, query.limit, ({ sku, connectionId }) => [sku, connectionId]);
    const shown = rows.map((row) => ({
      ...row,
      ...(row.reasonCode === null ? {} : { reason: reasonOf(row.reasonCode) }),
    }));
    return { rows: shown, ...next };
  }

  async runs(connectionId: string | undefined): Promise<object[]> {
    return this.db.query<object[]>(
      `SELECT connection_id AS "connectionId", due_at AS "nextRunAt", last_run_at AS "lastRunAt", last_result AS "lastResult",
         waits_for AS "waitsFor", waits_since AS "waitsSince", approved_by AS "approvedBy"
       FROM sync_core.stock_schedule WHERE $1::uuid IS NULL OR connection_id = $1 ORDER BY connection_id LIMIT 200`,
      [connectionId ?? null],
    );
  }

  async preview(connectionId: string, { after, limit }: PageQuery): Promise<StockPreview> {
    const [run] = await this.db.query<WaitingRun[]>(
      `SELECT waits_for, waits_since FROM sync_core.stock_schedule WHERE connection_id = $1`,
      [connectionId],
    );
    const [count] = await this.db.query<{ changes: number; emptied: number }[]>(
      `SELECT count(*)::int AS changes, (count(*) FILTER (WHERE wanted_quantity = 0 AND expected_quantity > 0))::int AS emptied
       FROM sync_core.stock_offer WHERE connection_id = $1 AND is_due`,
      [connectionId],
    );
    const [lastSku] = keyIn(after, 2);
    const read = await this.db.query<{ sku: string }[]>(
      `SELECT sku, expected_quantity AS "old", wanted_quantity AS "new" FROM sync_core.stock_offer
       WHERE connection_id = $1 AND is_due AND ($2::text IS NULL OR sku > $2) ORDER BY sku LIMIT $3`,
      [connectionId, lastSku, limit + 1],
    );
    const { rows: offers, ...next } = pageOf(read, limit, ({ sku }) => [sku, connectionId]);
    return {
      waitsFor: run?.waits_for ?? null,
      since: run?.waits_since ?? null,
      changes: count?.changes ?? 0,
      emptied: count?.emptied ?? 0,
      offers,
      ...next,
    };
  }

  async drift(connectionId: string, limit: number): Promise<object[]> {
    return this.db.query<object[]>(
      `SELECT sku, expected, seen, seen_at AS "seenAt" FROM sync_core.stock_drift WHERE connection_id = $1 ORDER BY id DESC LIMIT $2`,
      [connectionId, limit],
    );
  }

  /** Several SKUs on one item each get its whole quantity (domain S8). */
  async sharedItems(connectionId: string): Promise<object[]> {
    return this.db.query<object[]>(
      `SELECT i.code, array_agg(DISTINCT l.sku ORDER BY l.sku) AS skus FROM sync_core.listing l JOIN sync_core.item i ON i.id = l.item_id
       WHERE l.connection_id = $1 GROUP BY i.id, i.code HAVING count(DISTINCT l.sku) > 1 ORDER BY i.code LIMIT 200`,
      [connectionId],
    );
  }
}

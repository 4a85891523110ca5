import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** A store of a connection, and the moment at which the reading of it began. */
export interface Reading {
  readonly connectionId: string;
  readonly marketplaceId: string;
  readonly began: Date;
}

/** A row of a report, as far as changes are known by it. */
export interface ReportedListing {
  readonly sku: string;
  readonly content: string;
  readonly offer: string;
  readonly isMerchants: boolean;
  /** what the report leaves open: a search tells */
  readonly isUnclear: boolean;
}

/** What a row of a report means beside what was known. */
export type Change = 'new' | 'offer' | 'none';

/** Which listings a seller has, store by store, and when each was seen last. */
@Injectable()
export class KnownListings {
  constructor(private readonly db: DataSource) {}

  /**
   * Takes rows of a report over. A new one is to be told; of one that changed only its offer is, and a search looks closer,
   * because it knows more than the report. That tells again what a delta has told; nobody writes what is the same.
   */
  async takeOver(tx: EntityManager, reading: Reading, rows: readonly ReportedListing[]): Promise<Map<string, Change>> {
    const found = await tx.query<{ sku: string; change: Change }[]>(
      `WITH given AS (
         SELECT * FROM unnest($3::text[], $4::bytea[], $5::bytea[], $6::boolean[]) AS g(sku, content, offer, unclear)),
       before AS (
         SELECT k.sku, k.offer_hash FROM amazon_gateway.known_listing k JOIN given USING (sku)
         WHERE k.connection_id = $1 AND k.marketplace_id = $2),
       kept AS (
         INSERT INTO amazon_gateway.known_listing AS k (connection_id, marketplace_id, sku, content_hash, offer_hash, seen_at, look_closer)
         SELECT $1, $2, sku, content, offer, $7, unclear FROM given
         ON CONFLICT (connection_id, marketplace_id, sku) DO UPDATE
         SET content_hash = excluded.content_hash, offer_hash = excluded.offer_hash, seen_at = greatest(k.seen_at, excluded.seen_at),
             look_closer = k.look_closer OR coalesce(k.content_hash <> excluded.content_hash, false))
       SELECT g.sku, CASE WHEN b.sku IS NULL THEN 'new'
         WHEN b.offer_hash IS NOT NULL AND b.offer_hash <> g.offer THEN 'offer' ELSE 'none' END AS change
       FROM given g LEFT JOIN before b USING (sku)`,
      [
        reading.connectionId,
        reading.marketplaceId,
        rows.map(({ sku }) => sku),
        rows.map(({ content }) => hashOf(content)),
        rows.map(({ offer }) => hashOf(offer)),
        rows.map(({ isUnclear }) => isUnclear),
        reading.began,
      ],
    );
    await tx.query(
      `UPDATE amazon_gateway.stock_write SET channel_checked_at = CASE WHEN sku = ANY($3) THEN $4::timestamptz END
       WHERE connection_id = $1 AND sku = ANY($2)`,
      [
        reading.connectionId,
        rows.map(({ sku }) => sku),
        rows.filter(({ isMerchants }) => isMerchants).map(({ sku }) => sku),
        reading.began,
      ],
    );
    return new Map(found.map(({ sku, change }) => [sku, change]));
  }

  /** A search has shown these, and what it showed was told. */
  async told(
    tx: EntityManager,
    { connectionId, marketplaceId, began }: Reading,
    skus: readonly string[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO amazon_gateway.known_listing AS k (connection_id, marketplace_id, sku, seen_at)
       SELECT DISTINCT $1::uuid, $2, sku, $4::timestamptz FROM unnest($3::text[]) AS s(sku)
       ON CONFLICT (connection_id, marketplace_id, sku) DO UPDATE
       SET seen_at = greatest(k.seen_at, excluded.seen_at), look_closer = false`,
      [connectionId, marketplaceId, skus, began],
    );
  }

  /** The next SKUs that the reading did not show, or that it left open, after one of them. */
  async closer({ connectionId, marketplaceId, began }: Reading, after: string, count: number): Promise<string[]> {
    const rows = await this.db.query<{ sku: string }[]>(
      `SELECT sku FROM amazon_gateway.known_listing WHERE connection_id = $1 AND marketplace_id = $2 AND sku > $4
         AND (seen_at < $3 OR look_closer) ORDER BY sku LIMIT $5`,
      [connectionId, marketplaceId, began, after, count],
    );
    return rows.map(({ sku }) => sku);
  }

  async forget(tx: EntityManager, { connectionId, marketplaceId }: Reading, skus: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM amazon_gateway.known_listing WHERE connection_id = $1 AND marketplace_id = $2 AND sku = ANY($3)`,
      [connectionId, marketplaceId, skus],
    );
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, 16);
}

import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** answered commands of a SKU of which a second delivery is still known */
const REMEMBERED = 10;

const CHANNEL_GOOD_MS = 86_400_000;

/** Accepted quantities of which one is read back, and when: Amazon needs minutes to carry a change out. */
const ONE_OF = 20;
const READ_BACK_AFTER_MS = 900_000;

/** A SKU that a delivery of a command holds. `until` tells its lease from that of a later delivery. */
export interface SkuLease {
  readonly connectionId: string;
  readonly commandId: string;
  readonly sku: string;
  readonly until: string;
}

const IS_FREE = `stock_write.leased_until IS NULL OR stock_write.leased_until < clock_timestamp()`;

/** One delivery of a command at a time; one that another has answered since we looked is not written once more. */
const ONE = `(${IS_FREE}) AND NOT (stock_write.command_id = $3 AND stock_write.answer IS NOT NULL) AND NOT ($3 = ANY(stock_write.answered_before))`;

/** A command for many goes on with what it holds. */
const MANY = `${IS_FREE} OR stock_write.command_id = $3`;

/** The statement that takes SKUs where that is allowed: an answer that was given is remembered, so that a late delivery of its command writes nothing. */
function leaseOf(source: string, isAllowed: string): string {
  return `INSERT INTO amazon_gateway.stock_write (connection_id, sku, command_id, leased_until)
    SELECT $1, s.sku, $3, clock_timestamp() + make_interval(secs => $4) FROM ${source} ORDER BY s.sku
    ON CONFLICT (connection_id, sku) DO UPDATE SET command_id = excluded.command_id, leased_until = excluded.leased_until, answer = NULL,
      answered_before = CASE WHEN stock_write.answer IS NULL THEN stock_write.answered_before
        ELSE (stock_write.command_id || stock_write.answered_before)[1:$5] END
    WHERE ${isAllowed}
    RETURNING sku, leased_until::text AS until`;
}

/** The last write of each SKU: one in flight, its channel looked at before the first and once a day (domain S4, S5). */
@Injectable()
export class StockWrites {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes a SKU that no other write is on, in the transaction of what follows from that; undefined: another is on it, or another
   * delivery of the same command. Seconds are real time.
   */
  async lease(
    tx: EntityManager,
    connectionId: string,
    commandId: string,
    sku: string,
    seconds: number,
  ): Promise<SkuLease | undefined> {
    const [row] = await tx.query<{ until: string }[]>(leaseOf(`unnest($2::text[]) AS s(sku)`, ONE), [
      connectionId,
      [sku],
      commandId,
      seconds,
      REMEMBERED,
    ]);
    return row && { connectionId, commandId, sku, until: row.until };
  }

  /** Whether a delivery of this command is on the SKU now. */
  async isOnIt(connectionId: string, commandId: string, sku: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_write
       WHERE connection_id = $1 AND sku = $2 AND command_id = $3 AND leased_until > clock_timestamp()`,
      [connectionId, sku, commandId],
    );
    return rows.length > 0;
  }

  /** Holds a SKU for as many seconds from now on; undefined: the lease has run out, and others may be on it. */
  async renew(lease: SkuLease, seconds: number): Promise<SkuLease | undefined> {
    const { connectionId, commandId, sku, until } = lease;
    const [[row]] = await this.db.query<[{ until: string }[], number]>(
      `UPDATE amazon_gateway.stock_write SET leased_until = clock_timestamp() + make_interval(secs => $5)
       WHERE connection_id = $1 AND sku = $2 AND command_id = $3 AND leased_until = $4::timestamptz AND leased_until > clock_timestamp()
       RETURNING leased_until::text AS until`,
      [connectionId, sku, commandId, until, seconds],
    );
    return row && { ...lease, until: row.until };
  }

  /** Frees a SKU, unless the lease has run out and another delivery is on it. */
  async free({ connectionId, commandId, sku, until }: SkuLease): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.stock_write SET leased_until = NULL
       WHERE connection_id = $1 AND sku = $2 AND command_id = $3 AND leased_until = $4::timestamptz`,
      [connectionId, sku, commandId, until],
    );
  }

  /** Takes SKUs of a command that asks for many: those that still wait in it and that no other write is on. Returns them. */
  async leaseWaiting(
    connectionId: string,
    commandId: string,
    skus: readonly string[],
    seconds: number,
  ): Promise<string[]> {
    const waiting = `amazon_gateway.stock_many_offer s WHERE s.command_id = $3 AND s.sku = ANY($2::text[]) AND s.state = 'waiting'`;
    const rows = await this.db.query<{ sku: string }[]>(leaseOf(waiting, MANY), [
      connectionId,
      skus,
      commandId,
      seconds,
      REMEMBERED,
    ]);
    return rows.map(({ sku }) => sku);
  }

  /** Whether another write holds the SKU for more than a call: a feed. */
  async isHeldLong(connectionId: string, sku: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_write WHERE connection_id = $1 AND sku = $2 AND leased_until > clock_timestamp() + interval '2 minutes'`,
      [connectionId, sku],
    );
    return rows.length > 0;
  }

  async release(connectionId: string, commandId: string, skus: readonly string[]): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.stock_write SET leased_until = NULL WHERE connection_id = $1 AND sku = ANY($2) AND command_id = $3`,
      [connectionId, skus, commandId],
    );
  }

  /** Those whose channel was not looked at within a day. */
  async stale(connectionId: string, skus: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ sku: string }[]>(
      `SELECT s.sku FROM unnest($2::text[]) AS s(sku) LEFT JOIN amazon_gateway.stock_write w ON w.connection_id = $1 AND w.sku = s.sku
       WHERE w.channel_checked_at IS NULL OR w.channel_checked_at < $3`,
      [connectionId, skus, new Date(this.clock.now().getTime() - CHANNEL_GOOD_MS)],
    );
    return rows.map(({ sku }) => sku);
  }

  /** What was found of a SKU's channels: null means that it is not the merchant's, so the next write looks again. */
  async checked(tx: EntityManager, connectionId: string, sku: string, isMerchants: boolean): Promise<void> {
    await tx.query(
      `UPDATE amazon_gateway.stock_write SET channel_checked_at = $3 WHERE connection_id = $1 AND sku = $2`,
      [connectionId, sku, isMerchants ? this.clock.now() : null],
    );
  }

  /** Amazon took these over: one of twenty is read back later, and the first of a connection that has none to be read back. */
  async accepted(
    tx: EntityManager,
    connectionId: string,
    marketplaceId: string,
    skus: readonly string[],
  ): Promise<void> {
    const at = new Date(this.clock.now().getTime() + READ_BACK_AFTER_MS);
    await tx.query(
      `UPDATE amazon_gateway.stock_write SET read_back_at = $4::timestamptz, marketplace_id = $3
       WHERE connection_id = $1 AND sku = ANY($2) AND (
         hashtextextended(sku || $4::timestamptz::text, 0) % $5 = 0
         OR (sku = ($2::text[])[1] AND NOT EXISTS (
           SELECT 1 FROM amazon_gateway.stock_write o WHERE o.connection_id = $1 AND o.read_back_at IS NOT NULL)))`,
      [connectionId, skus, marketplaceId, at, ONE_OF],
    );
  }
}

/** Only where the merchant's own channel is the only one may its quantity be written (domain S5). */
export function isMerchantsAlone(channels: readonly { readonly code: string }[]): boolean {
  return channels.length === 1 && channels[0]!.code === 'DEFAULT';
}

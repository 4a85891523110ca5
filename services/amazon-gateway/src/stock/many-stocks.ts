import { amazonStockManyDoneV1, amazonStockManyReportedV1, type SetManyAmazonStockV1 } from '@connector/contracts';
import { enqueue, type Delivery } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AnswerCommands } from '../commands/answer-commands.js';
import { Polls } from '../polling/polls.js';
import { StockWrites } from './stock-writes.js';

export const MANY_FLOW = 'stock-many';

const REPORTED_AT_ONCE = 250;

/** One quantity of a command, and the command. */
export interface ManyOffer {
  readonly commandId: string;
  readonly marketplaceId: string;
  readonly sku: string;
  readonly quantity: number;
}

/** What became of a quantity. */
export type ManyResult =
  | { readonly state: 'accepted' }
  | { readonly state: 'refused'; readonly reasonCode: string; readonly platformMessage?: string | undefined };

/** The quantities of commands that ask for many, from the wish to the result of each. */
@Injectable()
export class ManyStocks {
  constructor(
    private readonly db: DataSource,
    private readonly polls: Polls,
    private readonly commands: AnswerCommands,
    private readonly writes: StockWrites,
  ) {}

  async queue(tx: EntityManager, delivery: Delivery, body: SetManyAmazonStockV1): Promise<void> {
    const { messageId, connectionId, correlationId } = delivery;
    const offers = [...new Map(body.offers.map((offer) => [offer.sku, offer.quantity]))];
    await tx.query(
      `INSERT INTO amazon_gateway.stock_many (command_id, connection_id, correlation_id, release, marketplace_id, asked_at)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp())`,
      [messageId, connectionId, correlationId, body.release, body.marketplaceId],
    );
    await tx.query(
      `INSERT INTO amazon_gateway.stock_many_offer (command_id, sku, quantity, state)
       SELECT $1, sku, quantity, 'waiting' FROM unnest($2::text[], $3::int[]) AS o(sku, quantity)`,
      [messageId, offers.map(([sku]) => sku), offers.map(([, quantity]) => quantity)],
    );
    await this.polls.wake(tx, connectionId, MANY_FLOW);
  }

  /** What waits to be written, the oldest command first; all of one store. SKUs that a feed of another command holds are left out. */
  async waiting(connectionId: string, count: number): Promise<ManyOffer[]> {
    const rows = await this.db.query<ManyOffer[]>(
      `SELECT m.command_id AS "commandId", m.marketplace_id AS "marketplaceId", o.sku, o.quantity
       FROM amazon_gateway.stock_many m JOIN amazon_gateway.stock_many_offer o USING (command_id)
       WHERE m.connection_id = $1 AND m.finished_at IS NULL AND o.state = 'waiting'
         AND NOT EXISTS (SELECT 1 FROM amazon_gateway.stock_write w WHERE w.connection_id = $1 AND w.sku = o.sku
           AND w.command_id <> m.command_id AND w.leased_until > clock_timestamp() + interval '2 minutes')
       ORDER BY m.asked_at, m.command_id, o.sku LIMIT $2`,
      [connectionId, count],
    );
    // a SKU in two commands: the older one first, the newer one when that has its result
    const seen = new Set<string>();
    return rows.filter(({ marketplaceId, sku }) => {
      if (marketplaceId !== rows[0]!.marketplaceId || seen.has(sku)) return false;
      seen.add(sku);
      return true;
    });
  }

  /** Whether a quantity waits to be written. */
  async isAnyWaiting(tx: EntityManager, connectionId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_many m JOIN amazon_gateway.stock_many_offer o USING (command_id)
       WHERE m.connection_id = $1 AND m.finished_at IS NULL AND o.state = 'waiting' LIMIT 1`,
      [connectionId],
    );
    return rows.length > 0;
  }

  /** Whether a command that was given later asks for this SKU too, and has no result of it yet. */
  async isAskedSince(connectionId: string, commandId: string, sku: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_many m JOIN amazon_gateway.stock_many_offer o USING (command_id)
       WHERE m.connection_id = $1 AND m.finished_at IS NULL AND m.command_id > $2 AND o.sku = $3 AND o.state IN ('waiting', 'feed') LIMIT 1`,
      [connectionId, commandId, sku],
    );
    return rows.length > 0;
  }

  /**
   * A newer command writes this SKU alone: what waits of it in older ones is never written, and has no result of its own, because
   * the newer one has. In the transaction that takes the SKU. Ids of commands are in the order in which they were given.
   */
  async supersede(tx: EntityManager, connectionId: string, commandId: string, sku: string): Promise<void> {
    const [, changed] = await tx.query<[unknown[], number]>(
      `UPDATE amazon_gateway.stock_many_offer o SET state = 'superseded' FROM amazon_gateway.stock_many m
       WHERE m.connection_id = $1 AND m.finished_at IS NULL AND m.command_id < $2
         AND o.command_id = m.command_id AND o.sku = $3 AND o.state = 'waiting'`,
      [connectionId, commandId, sku],
    );
    // that may have been the last one of its command
    if (changed > 0) await this.polls.wake(tx, connectionId, MANY_FLOW);
  }

  /** When the newest command came; several that come together share a feed. Real time. */
  async newest(connectionId: string): Promise<Date | undefined> {
    const [row] = await this.db.query<{ at: Date | null }[]>(
      `SELECT max(asked_at) AS at FROM amazon_gateway.stock_many WHERE connection_id = $1 AND finished_at IS NULL`,
      [connectionId],
    );
    return row?.at ?? undefined;
  }

  /** A result is booked once, and frees the SKU for its next write. In the transaction of what brought it. */
  async settle(
    tx: EntityManager,
    connectionId: string,
    offers: readonly ManyOffer[],
    result: ManyResult,
  ): Promise<void> {
    for (const [commandId, ofCommand] of Map.groupBy(offers, (offer) => offer.commandId)) {
      const skus = ofCommand.map(({ sku }) => sku);
      await tx.query(
        `UPDATE amazon_gateway.stock_many_offer SET state = $3, reason_code = $4, platform_message = $5
         WHERE command_id = $1 AND sku = ANY($2) AND state IN ('waiting', 'feed')`,
        [
          commandId,
          skus,
          result.state,
          result.state === 'refused' ? result.reasonCode : null,
          result.state === 'refused' ? (result.platformMessage?.slice(0, 300) ?? null) : null,
        ],
      );
      await tx.query(
        `UPDATE amazon_gateway.stock_write SET leased_until = NULL WHERE connection_id = $1 AND sku = ANY($2) AND command_id = $3`,
        [connectionId, skus, commandId],
      );
      if (result.state === 'accepted') {
        await this.writes.accepted(tx, connectionId, ofCommand[0]!.marketplaceId, skus);
        await this.polls.wake(tx, connectionId, 'stock-read-back');
      }
    }
  }

  /** Tells results that were not told, and answers commands that have all of theirs. In the transaction that settled them. */
  async report(tx: EntityManager, connectionId: string): Promise<void> {
    const open = await tx.query<{ commandId: string; correlationId: string; release: number }[]>(
      `SELECT command_id AS "commandId", correlation_id AS "correlationId", release FROM amazon_gateway.stock_many
       WHERE connection_id = $1 AND finished_at IS NULL ORDER BY asked_at`,
      [connectionId],
    );
    for (const { commandId, correlationId, release } of open) {
      for (;;) if (!(await this.reportPart(tx, { connectionId, correlationId, commandId }))) break;
      const [counts] = await tx.query<{ open: number; accepted: number; refused: number }[]>(
        `SELECT count(*) FILTER (WHERE state IN ('waiting', 'feed'))::int AS open,
           count(*) FILTER (WHERE state = 'accepted')::int AS accepted, count(*) FILTER (WHERE state = 'refused')::int AS refused
         FROM amazon_gateway.stock_many_offer WHERE command_id = $1`,
        [commandId],
      );
      const { open: left, accepted, refused } = counts!;
      if (left > 0) continue;
      await tx.query(`UPDATE amazon_gateway.stock_many SET finished_at = clock_timestamp() WHERE command_id = $1`, [
        commandId,
      ]);
      await tx.query(`DELETE FROM amazon_gateway.stock_many_offer WHERE command_id = $1`, [commandId]);
      const body = { commandId, release, accepted, refused };
      await this.commands.complete(
        tx,
        { connectionId, correlationId, messageId: commandId },
        amazonStockManyDoneV1,
        body,
      );
    }
  }

  /** False: nothing is left to tell. */
  private async reportPart(
    tx: EntityManager,
    { connectionId, correlationId, commandId }: { connectionId: string; correlationId: string; commandId: string },
  ): Promise<boolean> {
    const [rows] = await tx.query<
      [{ sku: string; quantity: number; state: string; reasonCode: string; platformMessage: string | null }[], number]
    >(
      `UPDATE amazon_gateway.stock_many_offer SET told = true
       WHERE command_id = $1 AND sku IN (SELECT sku FROM amazon_gateway.stock_many_offer
         WHERE command_id = $1 AND NOT told AND state IN ('accepted', 'refused') ORDER BY sku LIMIT $2)
       RETURNING sku, quantity, state, reason_code AS "reasonCode", platform_message AS "platformMessage"`,
      [commandId, REPORTED_AT_ONCE],
    );
    if (rows.length === 0) return false;
    const accepted = rows.filter(({ state }) => state === 'accepted').map(({ sku, quantity }) => ({ sku, quantity }));
    const refused = rows
      .filter(({ state }) => state === 'refused')
      .map(({ sku, reasonCode, platformMessage }) => ({
        sku,
        reasonCode,
        ...(platformMessage === null ? {} : { platformMessage }),
      }));
    const body = { commandId, accepted, refused };
    await enqueue(tx, amazonStockManyReportedV1, body, { connectionId, correlationId });
    return true;
  }
}

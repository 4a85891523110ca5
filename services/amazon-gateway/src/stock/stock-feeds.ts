import { UnitOfWork } from '@connector/messaging';
import { CLOCK, describeFailure, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import { Documents } from '../selling-partner-api/documents.js';
import { isRefusal } from '../selling-partner-api/failures.js';
import { FEED_CONTENT_TYPE, FeedsApi, type FeedState } from '../selling-partner-api/feeds.js';
import { LISTINGS_FEED, listingsFeed, refusalsIn } from './listings-feed.js';
import { ManyStocks, type ManyOffer } from './many-stocks.js';

/** After so long a feed is late: it is cancelled while it still waits, and other SKUs are written beside it. Business time. */
const LATE_MS = 2 * 3_600_000;

/**
 * Feeds of eight hours were seen (amazon-sp-api 8.5), and one that runs after all writes old quantities over newer ones: its SKUs
 * are written by nobody else until it is over, or until nobody reckons with it any more. Business time.
 */
const LOST_MS = 12 * 3_600_000;

/** After a feed that came to nothing quantities are written one by one for so long. */
const FAILED_MS = 6 * 3_600_000;

/** Feeds of quantities: handed in, waited for, and read SKU by SKU (amazon-sp-api 8.4). */
@Injectable()
export class StockFeeds {
  private readonly logger = new Logger(StockFeeds.name);

  constructor(
    private readonly db: DataSource,
    private readonly api: FeedsApi,
    private readonly documents: Documents,
    private readonly many: ManyStocks,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Three calls for as many quantities as a feed holds; a feed whose end nobody saw is handed in again and changes nothing. */
  async handIn(connection: AmazonConnection, offers: readonly ManyOffer[]): Promise<void> {
    const { connectionId } = connection;
    const upload = await this.api.upload(connection);
    const file = JSON.stringify(listingsFeed(connection.sellerId, offers));
    await this.documents.write(upload.url, FEED_CONTENT_TYPE, file);
    const feedId = await this.api.submit(connection, LISTINGS_FEED, offers[0]!.marketplaceId, upload.documentId);
    await this.unitOfWork.run(async (tx) => {
      await tx.query(
        `INSERT INTO amazon_gateway.stock_feed (connection_id, feed_id, offers, handed_in_at) VALUES ($1, $2, $3, $4)`,
        [connectionId, feedId, offers.length, this.clock.now()],
      );
      await tx.query(
        `UPDATE amazon_gateway.stock_many_offer o SET state = 'feed', feed_id = $3, feed_place = g.place
         FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS g(command_id, sku, place)
         WHERE o.command_id = g.command_id AND o.sku = g.sku AND o.state = 'waiting'`,
        [offers.map(({ commandId }) => commandId), offers.map(({ sku }) => sku), feedId],
      );
    });
    this.logger.log(`connectionId=${connectionId} handed in a feed of ${offers.length} quantities`);
  }

  /** Over: each of its SKUs has its result or waits to be written alone. */
  async look(connection: AmazonConnection, feedId: string): Promise<'under-way' | 'late' | 'over'> {
    const { connectionId } = connection;
    const { status, resultDocumentId } = await this.stateOf(connection, feedId);
    const isUnderWay = status === 'IN_QUEUE' || status === 'IN_PROGRESS';
    if (isUnderWay && !(await this.isOlder(connectionId, feedId, LATE_MS))) return 'under-way';
    if (isUnderWay && !(await this.isOlder(connectionId, feedId, LOST_MS))) {
      if (status === 'IN_QUEUE') await this.cancel(connection, feedId);
      return 'late';
    }
    const offers = await this.offersOf(connectionId, feedId);
    const report =
      status === 'DONE' && resultDocumentId !== undefined ? await this.report(connection, resultDocumentId) : undefined;
    const refusals = report === undefined ? undefined : refusalsIn(report, offers);
    await this.unitOfWork.run(async (tx) => {
      if (refusals === undefined) await this.giveUp(tx, connectionId, feedId, offers, status);
      else {
        const words = new Map(refusals.map(({ sku, message }) => [sku, message]));
        await this.many.settle(
          tx,
          connectionId,
          offers.filter(({ sku }) => !words.has(sku)),
          { state: 'accepted' },
        );
        for (const offer of offers.filter(({ sku }) => words.has(sku))) {
          const platformMessage = words.get(offer.sku);
          const reasonCode = 'amazon_quantity_refused';
          await this.many.settle(tx, connectionId, [offer], { state: 'refused', reasonCode, platformMessage });
        }
      }
      await tx.query(
        `UPDATE amazon_gateway.stock_feed SET finished_at = $3, outcome = $4 WHERE connection_id = $1 AND feed_id = $2`,
        [connectionId, feedId, this.clock.now(), refusals === undefined ? 'failed' : 'done'],
      );
      await this.many.report(tx, connectionId);
    });
    return 'over';
  }

  async underWay(connectionId: string): Promise<string | undefined> {
    const [row] = await this.db.query<{ feedId: string }[]>(
      `SELECT feed_id AS "feedId" FROM amazon_gateway.stock_feed WHERE connection_id = $1 AND finished_at IS NULL LIMIT 1`,
      [connectionId],
    );
    return row?.feedId;
  }

  /** How long the seller's last feeds took. */
  async lastSeconds(connectionId: string): Promise<number[]> {
    const rows = await this.db.query<{ seconds: number }[]>(
      `SELECT extract(epoch FROM finished_at - handed_in_at)::float8 AS seconds FROM amazon_gateway.stock_feed
       WHERE connection_id = $1 AND outcome = 'done' ORDER BY finished_at DESC LIMIT 5`,
      [connectionId],
    );
    return rows.map(({ seconds }) => seconds);
  }

  async justFailed(connectionId: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_feed WHERE connection_id = $1 AND outcome = 'failed' AND finished_at > $2 LIMIT 1`,
      [connectionId, new Date(this.clock.now().getTime() - FAILED_MS)],
    );
    return rows.length > 0;
  }

  /** Nothing is known of any SKU: all are written again, one by one. */
  private async giveUp(
    tx: EntityManager,
    connectionId: string,
    feedId: string,
    offers: readonly ManyOffer[],
    status: string,
  ): Promise<void> {
    this.logger.warn(`connectionId=${connectionId} feed ${feedId} came to nothing (${status}): written one by one`);
    await tx.query(
      `UPDATE amazon_gateway.stock_many_offer SET state = 'waiting', feed_id = NULL, feed_place = NULL WHERE feed_id = $1 AND state = 'feed'`,
      [feedId],
    );
    await tx.query(
      `UPDATE amazon_gateway.stock_write SET leased_until = NULL WHERE connection_id = $1 AND sku = ANY($2)`,
      [connectionId, offers.map(({ sku }) => sku)],
    );
  }

  /** The next look sees what came of it. */
  private async cancel(connection: AmazonConnection, feedId: string): Promise<void> {
    try {
      await this.api.cancel(connection, feedId);
    } catch (thrown) {
      // it has begun meanwhile
      if (!isRefusal(thrown)) throw thrown;
    }
  }

  /** A feed that Amazon does not know comes to nothing. */
  private async stateOf(connection: AmazonConnection, feedId: string): Promise<FeedState> {
    try {
      return await this.api.state(connection, feedId);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return { status: describeFailure(thrown, 200) };
    }
  }

  /** Undefined: there is no report that can be read. */
  private async report(connection: AmazonConnection, documentId: string): Promise<Json | undefined> {
    try {
      const document = await this.api.result(connection, documentId);
      const lines: string[] = [];
      for await (const line of this.documents.lines(document)) lines.push(line);
      return read.object(JSON.parse(lines.join('\n')));
    } catch (thrown) {
      if (thrown instanceof Failure && !isRefusal(thrown)) throw thrown;
      this.logger.warn(`The report of a feed cannot be read: ${describeFailure(thrown, 100)}`);
      return undefined;
    }
  }

  private async isOlder(connectionId: string, feedId: string, ms: number): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `SELECT 1 FROM amazon_gateway.stock_feed WHERE connection_id = $1 AND feed_id = $2 AND handed_in_at < $3`,
      [connectionId, feedId, new Date(this.clock.now().getTime() - ms)],
    );
    return rows.length > 0;
  }

  private async offersOf(connectionId: string, feedId: string): Promise<ManyOffer[]> {
    return this.db.query<ManyOffer[]>(
      `SELECT m.command_id AS "commandId", m.marketplace_id AS "marketplaceId", o.sku, o.quantity
       FROM amazon_gateway.stock_many m JOIN amazon_gateway.stock_many_offer o USING (command_id)
       WHERE m.connection_id = $1 AND o.feed_id = $2 AND o.state = 'feed' ORDER BY o.feed_place`,
      [connectionId, feedId],
    );
  }
}

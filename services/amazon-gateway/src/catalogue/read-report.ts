import type { AmazonListingV1, AmazonObservedOfferV1 } from '@connector/contracts';
import { UnitOfWork } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { Polls, type Poll } from '../polling/polls.js';
import { Unreadable } from '../polling/unreadable.js';
import { Documents } from '../selling-partner-api/documents.js';
import { ReportsApi } from '../selling-partner-api/reports.js';
import { ObservedStock } from '../stock/observed-stock.js';
import { KnownListings, type Reading } from './known-listings.js';
import { MisshapenRow, rowsOf, type ReportRow } from './listings-report.js';
import { contentOf, needsSearch, normaliseReportRow, offerOf } from './normalise-report-row.js';
import { PublishListings } from './publish-listings.js';

/** Rows that are taken over in one transaction. */
const BATCH = 500;

/** A document under way, and what is told when a batch of it is taken over. */
export interface ReadDocument {
  readonly documentId: string;
  /** rows that were taken over before */
  readonly skip: number;
  /** in the transaction of each batch: so many rows are done */
  readonly onBatch: (tx: EntityManager, rows: number) => Promise<void>;
}

/**
 * Takes the rows of a report over, in batches: memory is that of a batch however long the report is. A restart goes on behind
 * the last batch. New listings are told from the report, changed offers as seen, changed listings are looked at closer.
 */
@Injectable()
export class ReadReport {
  constructor(
    private readonly api: ReportsApi,
    private readonly documents: Documents,
    private readonly polls: Polls,
    private readonly known: KnownListings,
    private readonly listings: PublishListings,
    private readonly observed: ObservedStock,
    private readonly unreadable: Unreadable,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async read(poll: Poll, connection: AmazonConnection, reading: Reading, document: ReadDocument): Promise<void> {
    const stored = await this.api.document(connection, document.documentId);
    let seen = 0;
    let batch: ReportRow[] = [];
    let misshapen: { place: number; trouble: string }[] = [];
    const takeOver = async (): Promise<void> => {
      const [rows, reported] = [batch, misshapen];
      batch = [];
      misshapen = [];
      await this.polls.extend(poll);
      await this.unitOfWork.run(async (tx) => {
        for (const { place, trouble } of reported) {
          const subject = `row ${place} of the report of store ${reading.marketplaceId}`;
          await this.unreadable.report(tx, { connectionId: reading.connectionId, kind: 'listing', subject }, trouble);
        }
        await this.takeOver(tx, reading, rows, poll.cursor === null ? 'initial' : 'delta');
        await document.onBatch(tx, seen);
      });
    };
    for await (const row of rowsOf(this.documents.lines(stored))) {
      seen += 1;
      if (seen <= document.skip) continue;
      if (row instanceof MisshapenRow) misshapen.push({ place: seen, trouble: row.trouble });
      else batch.push(row);
      if (batch.length + misshapen.length === BATCH) await takeOver();
    }
    await takeOver();
  }

  private async takeOver(
    tx: EntityManager,
    reading: Reading,
    rows: readonly ReportRow[],
    kind: 'initial' | 'delta',
  ): Promise<void> {
    const listed = new Map<string, { listing: AmazonListingV1; row: ReportRow }>();
    for (const row of rows) {
      const listing = await this.readable(tx, reading, row);
      if (listing !== undefined) listed.set(listing.sku, { listing, row });
    }
    const changes = await this.known.takeOver(
      tx,
      reading,
      Array.from(listed.values(), ({ listing, row }) => ({
        sku: listing.sku,
        content: contentOf(row),
        offer: offerOf(row),
        isMerchants: row['fulfillment-channel'] === 'DEFAULT',
        isUnclear: needsSearch(row),
      })),
    );
    const fresh = Array.from(listed.values()).filter(
      ({ listing, row }) => changes.get(listing.sku) === 'new' && !needsSearch(row),
    );
    await this.listings.send(
      tx,
      reading,
      kind,
      fresh.map(({ listing }) => listing),
    );
    const moved: AmazonObservedOfferV1[] = Array.from(listed.values())
      .filter(({ listing }) => changes.get(listing.sku) === 'offer')
      .map(({ listing: { sku, marketplaceId, fulfillmentChannels } }) => ({
        sku,
        marketplaceId,
        channels: fulfillmentChannels,
      }));
    await this.observed.tell(tx, reading.connectionId, 'catalogue', moved);
  }

  /** Undefined: nobody can read it; it is reported and stops no other. */
  private async readable(
    tx: EntityManager,
    { connectionId, marketplaceId }: Reading,
    row: ReportRow,
  ): Promise<AmazonListingV1 | undefined> {
    try {
      return normaliseReportRow(row, marketplaceId);
    } catch (thrown) {
      if (!this.unreadable.isCause(thrown)) throw thrown;
      await this.unreadable.report(tx, { connectionId, kind: 'listing', subject: row['seller-sku'] }, thrown);
      return undefined;
    }
  }
}

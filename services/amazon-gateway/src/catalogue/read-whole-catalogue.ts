import { UnitOfWork } from '@connector/messaging';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { secondsUntilNight } from '../polling/night.js';
import { Polls, type Poll } from '../polling/polls.js';
import { Unreadable } from '../polling/unreadable.js';
import { IncompleteAnswer } from '../selling-partner-api/answer-reader.js';
import { isRefusal } from '../selling-partner-api/failures.js';
import { ListingsApi } from '../selling-partner-api/listings.js';
import { ReportsApi, type ReportState } from '../selling-partner-api/reports.js';
import { afterPage, beginning, outOfReach, windowOf } from './catalogue-walk.js';
import { KnownListings, type Reading } from './known-listings.js';
import { LISTINGS_REPORT } from './listings-report.js';
import { behind, type PlaceInStores } from './place-in-stores.js';
import { PublishListings } from './publish-listings.js';
import { ReadReport } from './read-report.js';
import { at, wholeWalkOf, type WholeWalk } from './whole-walk.js';

const FLOW = 'catalogue-whole';
const LOOK_AGAIN_MS = 30_000;

/** After an hour of waiting the report is given up, and the store is walked through by searches. */
const MOST_ASKS = 120;

/** A document that cannot be had so often is given up in the same way. */
const MOST_FAILURES = 8;

/** A search whose page token is refused begins again after this time. */
const SEARCH_AGAIN_MS = 60_000;

/** As many SKUs as one search takes. */
const CLOSER = 20;

/**
 * Reads all listings of a seller, store by store: by report, three calls and a few looks however many there are (decision 0008),
 * or by searches where Amazon makes none. Then what the report left open, and what it no longer shows, is searched for by SKU:
 * a listing is gone when that finds nothing.
 */
@Injectable()
export class ReadWholeCatalogue {
  private readonly logger = new Logger(ReadWholeCatalogue.name);

  constructor(
    private readonly polls: Polls,
    private readonly reports: ReportsApi,
    private readonly report: ReadReport,
    private readonly api: ListingsApi,
    private readonly known: KnownListings,
    private readonly listings: PublishListings,
    private readonly unreadable: Unreadable,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One step of it. */
  async step(poll: Poll, connection: AmazonConnection): Promise<void> {
    const walk = wholeWalkOf(poll.page, connection.marketplaceIds, this.clock.now());
    if (walk.marketplaceId === undefined) return this.finish(poll, walk);
    const { marketplaceId } = walk;
    const reading = { connectionId: poll.connectionId, marketplaceId, began: new Date(walk.began) };
    switch (walk.stage) {
      case 'ask': {
        const reportId = await this.reports.ask(connection, LISTINGS_REPORT, marketplaceId);
        return this.turn(poll, at(walk, { stage: 'wait', reportId, asks: 0 }), LOOK_AGAIN_MS);
      }
      case 'wait':
        return this.wait(poll, connection, walk, walk);
      case 'rows':
        return this.rows(poll, connection, reading, walk, walk);
      case 'search':
        return this.search(poll, connection, reading, walk, walk);
      case 'closer':
        return this.closer(poll, connection, reading, walk, walk);
    }
  }

  private async wait(
    poll: Poll,
    connection: AmazonConnection,
    walk: WholeWalk,
    { reportId, asks }: { reportId: string; asks: number },
  ): Promise<void> {
    const { status, documentId } = await this.stateOf(connection, reportId);
    if (status === 'DONE' && documentId !== undefined)
      return this.turn(poll, at(walk, { stage: 'rows', documentId, rows: 0 }));
    if ((status === 'IN_QUEUE' || status === 'IN_PROGRESS') && asks < MOST_ASKS)
      return this.turn(poll, at(walk, { stage: 'wait', reportId, asks: asks + 1 }), LOOK_AGAIN_MS);
    this.logger.log(`connectionId=${poll.connectionId} has no listings report (${status}): the store is searched`);
    return this.turn(poll, this.searched(walk));
  }

  /** A report that Amazon does not know is none, as one that came to nothing. */
  private async stateOf(connection: AmazonConnection, reportId: string): Promise<ReportState> {
    try {
      return await this.reports.state(connection, reportId);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return { status: describeFailure(thrown, 200) };
    }
  }

  private async rows(
    poll: Poll,
    connection: AmazonConnection,
    reading: Reading,
    walk: WholeWalk,
    { documentId, rows }: { documentId: string; rows: number },
  ): Promise<void> {
    try {
      await this.report.read(poll, connection, reading, {
        documentId,
        skip: rows,
        onBatch: (tx, done) => this.polls.note(tx, poll, FLOW, at(walk, { stage: 'rows', documentId, rows: done })),
      });
    } catch (thrown) {
      const isUseless = thrown instanceof IncompleteAnswer || isRefusal(thrown) || poll.failures >= MOST_FAILURES;
      if (!isUseless) throw thrown;
      const why = describeFailure(thrown, 200);
      this.logger.warn(`connectionId=${poll.connectionId} has a report of no use (${why}): the store is searched`);
      return this.turn(poll, this.searched(walk));
    }
    return this.turn(poll, at(walk, { stage: 'closer', after: '' }));
  }

  private async search(
    poll: Poll,
    connection: AmazonConnection,
    reading: Reading,
    whole: WholeWalk,
    { walk }: { walk: ReturnType<typeof beginning> },
  ): Promise<void> {
    let page;
    try {
      page = await this.api.search(connection, reading.marketplaceId, windowOf(walk), walk.token);
    } catch (thrown) {
      if (walk.token === undefined || !isRefusal(thrown)) throw thrown;
      // a token lives some minutes: after a longer pause the search of this store begins again
      this.logger.warn(`connectionId=${poll.connectionId} searches a store again: ${describeFailure(thrown, 200)}`);
      return this.turn(poll, this.searched(whole), SEARCH_AGAIN_MS);
    }
    const next = afterPage(walk, page);
    await this.unitOfWork.run(async (tx) => {
      await this.listings.publish(tx, reading, poll.cursor === null ? 'initial' : 'delta', page.items);
      const unreachable = outOfReach(walk, page);
      const subject = `store ${reading.marketplaceId}`;
      if (unreachable !== undefined)
        await this.unreadable.report(tx, { connectionId: poll.connectionId, kind: 'listing', subject }, unreachable);
      const stage =
        next === undefined ? ({ stage: 'closer', after: '' } as const) : ({ stage: 'search', walk: next } as const);
      await this.polls.turnPage(tx, poll, FLOW, at(whole, stage));
    });
  }

  private async closer(
    poll: Poll,
    connection: AmazonConnection,
    reading: Reading,
    walk: WholeWalk,
    { after }: { after: string },
  ): Promise<void> {
    const skus = await this.known.closer(reading, after, CLOSER);
    if (skus.length === 0) return this.turn(poll, behind(walk, walk.marketplaceId));
    const items = await this.api.bySku(connection, reading.marketplaceId, skus);
    const found = new Set(items.map(({ sku }) => sku));
    await this.unitOfWork.run(async (tx) => {
      await this.listings.publish(tx, reading, poll.cursor === null ? 'initial' : 'delta', items);
      const gone = skus.filter((sku) => !found.has(sku));
      await this.listings.remove(tx, reading, gone);
      await this.polls.turnPage(tx, poll, FLOW, at(walk, { stage: 'closer', after: skus.at(-1)! }));
    });
  }

  private async finish(poll: Poll, { began }: PlaceInStores): Promise<void> {
    const cursor = new Date(began);
    await this.unitOfWork.run(async (tx) => {
      await this.polls.finish(tx, poll, FLOW, cursor, secondsUntilNight(this.clock.now()));
      await this.polls.begin(tx, poll.connectionId, 'catalogue', cursor);
    });
  }

  private searched(walk: WholeWalk): WholeWalk {
    return at(walk, { stage: 'search', walk: beginning(undefined) });
  }

  private async turn(poll: Poll, walk: PlaceInStores, waitMs = 0): Promise<void> {
    const due = new Date(this.clock.now().getTime() + waitMs);
    await this.unitOfWork.run((tx: EntityManager) => this.polls.turnPage(tx, poll, FLOW, walk, due));
  }
}

import type { Answer, Random, SandboxClock } from '@connector/simulation';
import { invalidInput, notFound, quotaExceeded } from '../api/amazon-error.js';
import { LISTINGS_FEED, stoppedFeeds, type Feed } from './feed-model.js';
import { processListingsFeed } from './listings-feed.js';
import type { Listings } from '../listings/listings.js';
import { contentOf, type PresignedDocuments } from '../processing/presigned-documents.js';
import { statusAt, timesOf } from '../processing/processing.js';
import { pageOfProcessing } from '../processing/processing-list.js';
import { marketplacesOf } from '../reports/reports.js';
import { checkMarketplaces, jsonBody, textField, type SellerCall } from '../api/request-reader.js';
import type { Seller } from '../sellers/sellers.js';

const FEEDS_IN_WINDOW = 5;
const WINDOW = 5 * 60_000;
const RESULT_KEPT_MS = 28 * 86_400_000;

/** Feeds API 2021-06-30, for `JSON_LISTINGS_FEED` (amazon-sp-api 8.4). */
export class Feeds {
  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly documents: PresignedDocuments,
    private readonly listings: Listings,
    /** hears of every feed that has ended */
    private readonly finished: (seller: Seller, feed: Feed) => void,
  ) {}

  createDocument({ seller, body, baseUrl }: SellerCall): Answer {
    const document = this.documents.await(textField(jsonBody(body), 'contentType'));
    seller.documents.set(document.documentId, document);
    return {
      status: 201,
      body: { feedDocumentId: document.documentId, url: this.documents.linkTo(document, 'PUT', baseUrl) },
    };
  }

  create({ seller, body }: SellerCall): Answer {
    const fields = jsonBody(body);
    const type = textField(fields, 'feedType');
    const inputDocumentId = textField(fields, 'inputFeedDocumentId');
    const marketplaceIds = marketplacesOf(fields);
    if (stoppedFeeds.includes(type)) throw invalidInput(`feedType: ${type} is no longer supported`);
    if (type !== LISTINGS_FEED) throw invalidInput(`feedType: ${type} is unknown`);
    checkMarketplaces(seller, marketplaceIds);
    if (!seller.documents.has(inputDocumentId))
      throw invalidInput(`inputFeedDocumentId: ${inputDocumentId} is unknown`);
    const now = this.clock.now();
    const recent = [...seller.feeds.values()].filter(({ created }) => now - created < WINDOW);
    if (recent.length >= FEEDS_IN_WINDOW) throw quotaExceeded();
    const ending = seller.endings.get(type)?.shift();
    const id = String(80_000_000_000 + Math.floor(this.random.next() * 1e9));
    seller.feeds.set(id, {
      id,
      type,
      marketplaceIds,
      inputDocumentId,
      created: now,
      starts: now + seller.feedSeconds.starts * 1_000,
      ends: now + seller.feedSeconds.ends * 1_000,
      ...(ending === undefined ? {} : { ending }),
    });
    return { status: 202, body: { feedId: id } };
  }

  get({ seller, parts }: SellerCall): Answer {
    this.settle(seller);
    return { status: 200, body: this.shown(this.find(seller, parts[0]!)) };
  }

  list({ seller, query }: SellerCall): Answer {
    this.settle(seller);
    const { shown, ...rest } = pageOfProcessing(seller.feeds.values(), query, 'feedTypes', this.clock.now());
    return { status: 200, body: { feeds: shown.map((feed) => this.shown(feed)), ...rest } };
  }

  cancel({ seller, parts }: SellerCall): Answer {
    this.settle(seller);
    const feed = this.find(seller, parts[0]!);
    if (statusAt(feed, this.clock.now()) !== 'IN_QUEUE') throw invalidInput('The feed is not IN_QUEUE');
    this.end(seller, feed, 'CANCELLED');
    return { status: 200 };
  }

  document({ seller, parts, baseUrl }: SellerCall): Answer {
    this.settle(seller);
    const document = seller.documents.get(parts[0]!);
    const isFeeds = [...seller.feeds.values()].some(({ resultDocumentId, inputDocumentId }) =>
      [resultDocumentId, inputDocumentId].includes(parts[0]),
    );
    if (document === undefined || !isFeeds) throw notFound(`Feed document ${parts[0]} was not found`);
    return {
      status: 200,
      body: {
        feedDocumentId: document.documentId,
        url: this.documents.linkTo(document, 'GET', baseUrl),
        ...(document.gzip ? { compressionAlgorithm: 'GZIP' } : {}),
      },
    };
  }

  /** Ends what is due; a result lives 28 days. DONE says that the feed was worked off, not that any message of it was right. */
  settle(seller: Seller): void {
    const now = this.clock.now();
    for (const feed of seller.feeds.values()) {
      if (now - feed.ends > RESULT_KEPT_MS) seller.documents.delete(feed.resultDocumentId ?? '');
      if (feed.outcome !== undefined || feed.ends > now) continue;
      if (feed.ending !== undefined) {
        this.end(seller, feed, feed.ending);
        continue;
      }
      const input = seller.documents.get(feed.inputDocumentId);
      const content = input === undefined ? undefined : contentOf(input);
      const report =
        content === undefined ? undefined : processListingsFeed(seller, feed, content.toString('utf8'), this.listings);
      if (report === undefined) {
        this.end(seller, feed, 'FATAL');
        continue;
      }
      const result = this.documents.store('application/json; charset=UTF-8', Buffer.from(JSON.stringify(report)));
      seller.documents.set(result.documentId, result);
      feed.resultDocumentId = result.documentId;
      this.end(seller, feed, 'DONE');
    }
  }

  private end(seller: Seller, feed: Feed, outcome: NonNullable<Feed['outcome']>): void {
    feed.outcome = outcome;
    this.finished(seller, feed);
  }

  private find(seller: Seller, id: string): Feed {
    const feed = seller.feeds.get(id);
    if (feed === undefined) throw notFound(`Feed ${id} was not found`);
    return feed;
  }

  private shown(feed: Feed): object {
    const now = this.clock.now();
    return {
      feedId: feed.id,
      feedType: feed.type,
      marketplaceIds: feed.marketplaceIds,
      processingStatus: statusAt(feed, now),
      ...timesOf(feed, now),
      ...(feed.resultDocumentId === undefined ? {} : { resultFeedDocumentId: feed.resultDocumentId }),
    };
  }
}

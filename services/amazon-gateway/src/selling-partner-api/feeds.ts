import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { read } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';
import type { StoredDocument } from './documents.js';

const PATH = '/feeds/2021-06-30';

export const FEED_CONTENT_TYPE = 'application/json; charset=UTF-8';

/** A place to upload a feed to. */
export interface FeedUpload {
  readonly documentId: string;
  readonly url: string;
}

/** Where a feed stands. */
export interface FeedState {
  readonly status: string;
  readonly resultDocumentId?: string;
}

/** Feeds API 2021-06-30 (amazon-sp-api 8.4). */
@Injectable()
export class FeedsApi {
  constructor(private readonly client: SellingPartnerClient) {}

  async upload(connection: AmazonConnection): Promise<FeedUpload> {
    const answer = read.object(
      await this.client.call(connection, 'createFeedDocument', {
        method: 'POST',
        path: `${PATH}/documents`,
        body: { contentType: FEED_CONTENT_TYPE },
      }),
    );
    return {
      documentId: read.required(answer['feedDocumentId'], 'feedDocumentId'),
      url: read.required(answer['url'], 'url'),
    };
  }

  /** Hands an uploaded document in; returns the feed's id. */
  async submit(
    connection: AmazonConnection,
    feedType: string,
    marketplaceId: string,
    documentId: string,
  ): Promise<string> {
    const answer = read.object(
      await this.client.call(connection, 'createFeed', {
        method: 'POST',
        path: `${PATH}/feeds`,
        body: { feedType, marketplaceIds: [marketplaceId], inputFeedDocumentId: documentId },
      }),
    );
    return read.required(answer['feedId'], 'feedId');
  }

  async state(connection: AmazonConnection, feedId: string): Promise<FeedState> {
    const path = `${PATH}/feeds/${encodeURIComponent(feedId)}`;
    const answer = read.object(await this.client.call(connection, 'getFeed', { method: 'GET', path }));
    const resultDocumentId = read.text(answer['resultFeedDocumentId']);
    return {
      status: read.required(read.word(answer['processingStatus']), 'processingStatus'),
      ...(resultDocumentId === undefined ? {} : { resultDocumentId }),
    };
  }

  /** Only a feed that waits in the queue can be cancelled; of any other this is refused. */
  async cancel(connection: AmazonConnection, feedId: string): Promise<void> {
    const path = `${PATH}/feeds/${encodeURIComponent(feedId)}`;
    await this.client.call(connection, 'cancelFeed', { method: 'DELETE', path });
  }

  /** A link to what came of it, good for five minutes. */
  async result(connection: AmazonConnection, documentId: string): Promise<StoredDocument> {
    const path = `${PATH}/documents/${encodeURIComponent(documentId)}`;
    const answer = read.object(await this.client.call(connection, 'getFeedDocument', { method: 'GET', path }));
    return {
      url: read.required(answer['url'], 'url'),
      isGzip: read.text(answer['compressionAlgorithm']) === 'GZIP',
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { IncompleteAnswer, read, type Json } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';

const DATA_SETS = 'summaries,attributes,offers,fulfillmentAvailability,relationships';
const PAGE = '20';

export interface ListingsPage {
  readonly items: readonly Json[];
  readonly nextToken?: string;
  readonly numberOfResults: number;
}

/** What a patch came to: HTTP 200 is not success. */
export interface PatchOutcome {
  readonly status: string;
  readonly submissionId: string;
  readonly issues: readonly string[];
}

/** Listings Items API 2021-08-01 (amazon-sp-api 7.1, 8.1). */
@Injectable()
export class ListingsApi {
  constructor(private readonly client: SellingPartnerClient) {}

  async search(
    connection: AmazonConnection,
    marketplaceId: string,
    window: { lastUpdatedAfter?: string; createdAfter?: string },
    pageToken?: string,
  ): Promise<ListingsPage> {
    const answer = read.object(
      await this.client.call(connection, 'searchListingsItems', {
        method: 'GET',
        path: `/listings/2021-08-01/items/${encodeURIComponent(connection.sellerId)}`,
        query: {
          marketplaceIds: marketplaceId,
          includedData: DATA_SETS,
          pageSize: PAGE,
          sortBy: 'createdDate',
          sortOrder: 'ASC',
          ...window,
          pageToken,
        },
      }),
    );
    const numberOfResults = read.integer(answer['numberOfResults']);
    if (numberOfResults === undefined || !Array.isArray(answer['items']))
      throw new IncompleteAnswer('numberOfResults or items');
    const nextToken = read.text(read.object(answer['pagination'])['nextToken']);
    return {
      items: read.list(answer['items']),
      numberOfResults,
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  }

  /** The channels of a SKU: `DEFAULT` is the merchant, `AMAZON_…` is Amazon. */
  async channels(connection: AmazonConnection, sku: string, marketplaceId: string): Promise<string[]> {
    const answer = read.object(
      await this.client.call(connection, 'getListingsItem', {
        method: 'GET',
        path: this.path(connection, sku),
        query: { marketplaceIds: marketplaceId, includedData: 'fulfillmentAvailability' },
      }),
    );
    return read
      .list(answer['fulfillmentAvailability'])
      .map((entry) => read.text(entry['fulfillmentChannelCode']) ?? 'UNKNOWN');
  }

  /** Writes a quantity with `merge`, so that handling time and restock date survive. */
  async writeQuantity(
    connection: AmazonConnection,
    sku: string,
    marketplaceId: string,
    quantity: number,
  ): Promise<PatchOutcome> {
    const answer = read.object(
      await this.client.call(connection, 'patchListingsItem', {
        method: 'PATCH',
        path: this.path(connection, sku),
        query: { marketplaceIds: marketplaceId },
        body: {
          productType: 'PRODUCT',
          patches: [
            {
              op: 'merge',
              path: '/attributes/fulfillment_availability',
              value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
            },
          ],
        },
      }),
    );
    return {
      status: read.required(answer['status'], 'status'),
      submissionId: read.text(answer['submissionId']) ?? '',
      issues: read.list(answer['issues']).flatMap((issue) => read.text(issue['message']) ?? []),
    };
  }

  private path(connection: AmazonConnection, sku: string): string {
    return `/listings/2021-08-01/items/${encodeURIComponent(connection.sellerId)}/${encodeURIComponent(sku)}`;
  }
}

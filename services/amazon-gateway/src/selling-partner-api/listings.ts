import { Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import type { AmazonFulfillmentChannelV1 } from '@connector/contracts';
import { present } from '../present.js';
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

/** The channels that a listing has; one without a name counts as one that is not the merchant's. */
export function channelsOf(listing: Json): AmazonFulfillmentChannelV1[] {
  return read.list(listing['fulfillmentAvailability']).map((entry) => ({
    code: read.text(entry['fulfillmentChannelCode']) ?? 'UNKNOWN',
    ...present({ quantity: read.integer(entry['quantity']) }),
  }));
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

  /** At most 20 SKUs of a store; those that are not listed there are missing in the answer. */
  async bySku(connection: AmazonConnection, marketplaceId: string, skus: readonly string[]): Promise<readonly Json[]> {
    // a list is one value with commas between; a SKU that has one itself is asked for alone
    const [odd, plain] = [skus.filter((sku) => sku.includes(',')), skus.filter((sku) => !sku.includes(','))];
    const alone: Json[] = [];
    for (const sku of odd) alone.push(...(await this.one(connection, marketplaceId, sku)));
    if (plain.length === 0) return alone;
    const answer = read.object(
      await this.client.call(connection, 'searchListingsItems', {
        method: 'GET',
        path: `/listings/2021-08-01/items/${encodeURIComponent(connection.sellerId)}`,
        query: {
          marketplaceIds: marketplaceId,
          includedData: DATA_SETS,
          pageSize: PAGE,
          identifiersType: 'SKU',
          identifiers: plain.join(','),
        },
      }),
    );
    if (!Array.isArray(answer['items'])) throw new IncompleteAnswer('items');
    return [...alone, ...read.list(answer['items'])];
  }

  private async one(connection: AmazonConnection, marketplaceId: string, sku: string): Promise<Json[]> {
    try {
      const query = { marketplaceIds: marketplaceId, includedData: DATA_SETS };
      const path = this.path(connection, sku);
      return [read.object(await this.client.call(connection, 'getListingsItem', { method: 'GET', path, query }))];
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.reasonCode === 'amazon_listing_unknown') return [];
      throw thrown;
    }
  }

  /** The channels of a SKU: `DEFAULT` is the merchant's with its quantity, `AMAZON_…` is Amazon's. */
  async channels(
    connection: AmazonConnection,
    sku: string,
    marketplaceId: string,
  ): Promise<AmazonFulfillmentChannelV1[]> {
    const answer = read.object(
      await this.client.call(connection, 'getListingsItem', {
        method: 'GET',
        path: this.path(connection, sku),
        query: { marketplaceIds: marketplaceId, includedData: 'fulfillmentAvailability' },
      }),
    );
    return channelsOf(answer);
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

import { CredentialsFailure, Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { read, type Json } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';

const DATA_SETS = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'TAX', 'PAYMENT'];

/** Data sets that need a restricted role. */
const PERSONAL = new Set(['BUYER', 'RECIPIENT', 'TAX']);

/** One page of a search. */
export interface OrdersPage {
  readonly orders: readonly Json[];
  readonly nextToken?: string;
  /** up to which change the search reaches; the cursor of the next one */
  readonly lastUpdatedBefore: string;
  /** data sets that were refused for lack of a role */
  readonly withheld: readonly string[];
}

/** The token of a page was refused: the search starts again at its cursor. */
export class PageTokenRefused extends Error {
  override readonly name = 'PageTokenRefused';
}

/** Orders API 2026-01-01 (amazon-sp-api 5). */
@Injectable()
export class OrdersApi {
  constructor(private readonly client: SellingPartnerClient) {}

  /** All stores of the seller in one call; 100 complete orders a page. @throws PageTokenRefused */
  async search(connection: AmazonConnection, lastUpdatedAfter: string, paginationToken?: string): Promise<OrdersPage> {
    try {
      return await this.page(connection, lastUpdatedAfter, DATA_SETS, paginationToken);
    } catch (thrown) {
      if (
        paginationToken !== undefined &&
        thrown instanceof Failure &&
        thrown.reasonCode === 'amazon_request_refused'
      ) {
        throw new PageTokenRefused('The page token was refused');
      }
      if (!(thrown instanceof CredentialsFailure) || thrown.reasonCode !== 'amazon_role_missing') throw thrown;
      // a missing role is answered by some sellers' accounts with a refusal of the whole call: once without personal data
      const open = DATA_SETS.filter((name) => !PERSONAL.has(name));
      const page = await this.page(connection, lastUpdatedAfter, open, paginationToken);
      return { ...page, withheld: [...PERSONAL] };
    }
  }

  private async page(
    connection: AmazonConnection,
    lastUpdatedAfter: string,
    sets: readonly string[],
    paginationToken?: string,
  ): Promise<OrdersPage> {
    const answer = read.object(
      await this.client.call(connection, 'searchOrders', {
        method: 'GET',
        path: '/orders/2026-01-01/orders',
        query: {
          marketplaceIds: connection.marketplaceIds.join(','),
          lastUpdatedAfter,
          maxResultsPerPage: '100',
          includedData: sets.join(','),
          paginationToken,
        },
      }),
    );
    const nextToken = read.text(read.object(answer['pagination'])['nextToken']);
    return {
      orders: read.list(answer['orders']),
      lastUpdatedBefore: read.required(answer['lastUpdatedBefore'], 'lastUpdatedBefore'),
      withheld: [],
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  }
}

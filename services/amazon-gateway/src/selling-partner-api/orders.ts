import { CLOCK, CredentialsFailure, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import { IncompleteAnswer, read, type Json } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';

const DATA_SETS = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'TAX', 'PAYMENT'];

/** Data sets that need a restricted role. */
const PERSONAL = new Set(['BUYER', 'RECIPIENT', 'TAX']);
const OPEN = DATA_SETS.filter((name) => !PERSONAL.has(name));

/** How long a missing role is believed before the whole is asked for again; each try costs one of 480 calls a day. */
const ROLES_MISSING_MS = 86_400_000;

/** One page of a search. */
export interface OrdersPage {
  readonly orders: readonly Json[];
  readonly nextToken?: string;
  /** up to which change the search reaches; the cursor of the next one */
  readonly lastUpdatedBefore: string;
  /** data sets that were refused for lack of a role */
  readonly withheld: readonly string[];
}

/** Where a page begins, and how many calls of the budget it leaves to others. */
interface PageRequest {
  readonly lastUpdatedAfter: string;
  readonly paginationToken?: string | undefined;
  readonly leaveCalls?: number | undefined;
}

/** The token of a page was refused: the search starts again at its cursor. */
export class PageTokenRefused extends Error {
  override readonly name = 'PageTokenRefused';
}

/** Orders API 2026-01-01 (amazon-sp-api 5). */
@Injectable()
export class OrdersApi {
  private readonly logger = new Logger(OrdersApi.name);

  constructor(
    private readonly client: SellingPartnerClient,
    private readonly connections: Connections,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * All stores of the seller in one call; 100 complete orders a page.
   * @throws PageTokenRefused, and what the client throws
   */
  async search(
    connection: AmazonConnection,
    lastUpdatedAfter: string,
    paginationToken?: string,
    leaveCalls?: number,
  ): Promise<OrdersPage> {
    const request = { lastUpdatedAfter, paginationToken, leaveCalls };
    try {
      return await this.asFarAsAllowed(connection, request);
    } catch (thrown) {
      const isRefusal = thrown instanceof Failure && thrown.reasonCode === 'amazon_request_refused';
      if (paginationToken !== undefined && isRefusal) throw new PageTokenRefused('The page token was refused');
      throw thrown;
    }
  }

  /** Some sellers' accounts answer a missing role with a refusal of the whole call: then without personal data, for a day. */
  private async asFarAsAllowed(connection: AmazonConnection, request: PageRequest): Promise<OrdersPage> {
    const { connectionId, rolesMissingSince: since } = connection;
    const now = this.clock.now();
    const withoutRoles = async (): Promise<OrdersPage> => ({
      ...(await this.page(connection, OPEN, request)),
      withheld: [...PERSONAL],
    });
    if (since !== null && now.getTime() - since.getTime() < ROLES_MISSING_MS) return withoutRoles();
    try {
      const page = await this.page(connection, DATA_SETS, request);
      if (since !== null) await this.connections.rememberRoles(connectionId, null);
      return page;
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure) || thrown.reasonCode !== 'amazon_role_missing') throw thrown;
      const page = await withoutRoles();
      await this.connections.rememberRoles(connectionId, now);
      this.logger.warn(`connectionId=${connectionId} gives no personal data: orders are read without them for a day`);
      return page;
    }
  }

  private async page(
    connection: AmazonConnection,
    sets: readonly string[],
    { lastUpdatedAfter, paginationToken, leaveCalls }: PageRequest,
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
        ...(leaveCalls === undefined ? {} : { leaveCalls }),
      }),
    );
    if (!Array.isArray(answer['orders'])) throw new IncompleteAnswer('orders');
    const nextToken = read.text(read.object(answer['pagination'])['nextToken']);
    return {
      orders: read.list(answer['orders']),
      lastUpdatedBefore: read.required(read.time(answer['lastUpdatedBefore']), 'lastUpdatedBefore'),
      withheld: [],
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  }
}

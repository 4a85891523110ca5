import { CLOCK, CredentialsFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { ReportRoles } from '../connections/report-roles.js';
import { IncompleteAnswer, read, type Json } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';
import { isRefusal } from './failures.js';

const PATH = '/orders/2026-01-01/orders';
const DATA_SETS = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'TAX', 'PAYMENT'];

/** Data sets that need a restricted role. */
export const PERSONAL_DATA_SETS: readonly string[] = ['BUYER', 'RECIPIENT', 'TAX'];
const OPEN = DATA_SETS.filter((name) => !PERSONAL_DATA_SETS.includes(name));

/** How long a missing role is believed before the whole is asked for again; each try costs one of 480 calls a day. */
const ROLES_MISSING_MS = 86_400_000;

/** Orders as Amazon gave them. */
export interface ReadOrders {
  readonly orders: readonly Json[];
  /** data sets that were refused for lack of a role */
  readonly withheld: readonly string[];
}

/** One page of a search. */
export interface OrdersPage extends ReadOrders {
  readonly nextToken?: string;
  /** up to which change, or which creation, the search reaches; the cursor of the next one */
  readonly reachesUntil: string;
}

/** What is searched for: by the time of the last change or by that of creation, never both. */
export interface OrderSearch {
  readonly lastUpdatedAfter?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly fulfillmentStatuses?: string | undefined;
  readonly fulfilledBy?: string | undefined;
}

/** Which page of it, and how many calls of the budget it leaves to others. */
interface Turn {
  readonly paginationToken?: string | undefined;
  readonly leaveCalls?: number | undefined;
}

/** The token of a page was refused: the search starts again at its beginning. */
export class PageTokenRefused extends Error {
  override readonly name = 'PageTokenRefused';
}

/** Orders API 2026-01-01 (amazon-sp-api 5). */
@Injectable()
export class OrdersApi {
  constructor(
    private readonly client: SellingPartnerClient,
    private readonly roles: ReportRoles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * All stores of the seller in one call; 100 complete orders a page.
   * @throws PageTokenRefused, and what the client throws
   */
  async search(connection: AmazonConnection, search: OrderSearch, turn: Turn = {}): Promise<OrdersPage> {
    try {
      return await this.asFarAsAllowed(connection, (sets) => this.page(connection, sets, search, turn));
    } catch (thrown) {
      if (turn.paginationToken !== undefined && isRefusal(thrown))
        throw new PageTokenRefused('The page token was refused');
      throw thrown;
    }
  }

  /** One order as it is now. @throws Failure `amazon_order_unknown` when the seller has no such order */
  async one(connection: AmazonConnection, orderId: string, turn: Turn = {}): Promise<ReadOrders> {
    return this.asFarAsAllowed(connection, async (sets) => {
      const answer = read.object(
        await this.client.call(connection, 'getOrder', {
          method: 'GET',
          path: `${PATH}/${encodeURIComponent(orderId)}`,
          query: { includedData: sets.join(',') },
          ...(turn.leaveCalls === undefined ? {} : { leaveCalls: turn.leaveCalls }),
        }),
      );
      if (read.text(read.object(answer['order'])['orderId']) === undefined) throw new IncompleteAnswer('order');
      return { orders: [read.object(answer['order'])], withheld: [] };
    });
  }

  /** Some sellers' accounts answer a missing role with a refusal of the whole call: then without personal data, for a day. */
  private async asFarAsAllowed<Read extends ReadOrders>(
    connection: AmazonConnection,
    readWith: (sets: readonly string[]) => Promise<Read>,
  ): Promise<Read> {
    const { rolesMissingSince: since } = connection;
    const now = this.clock.now();
    const withoutRoles = async (): Promise<Read> => ({ ...(await readWith(OPEN)), withheld: [...PERSONAL_DATA_SETS] });
    if (since !== null && now.getTime() - since.getTime() < ROLES_MISSING_MS) return withoutRoles();
    try {
      const all = await readWith(DATA_SETS);
      if (since !== null) await this.roles.report(connection, []);
      return all;
    } catch (thrown) {
      if (!(thrown instanceof CredentialsFailure) || thrown.reasonCode !== 'amazon_role_missing') throw thrown;
      const rest = await withoutRoles();
      await this.roles.report(connection, [...PERSONAL_DATA_SETS]);
      return rest;
    }
  }

  private async page(
    connection: AmazonConnection,
    sets: readonly string[],
    search: OrderSearch,
    { paginationToken, leaveCalls }: Turn,
  ): Promise<OrdersPage> {
    const answer = read.object(
      await this.client.call(connection, 'searchOrders', {
        method: 'GET',
        path: PATH,
        query: {
          marketplaceIds: connection.sellerMarketplaceIds.join(','),
          ...search,
          maxResultsPerPage: '100',
          includedData: sets.join(','),
          paginationToken,
        },
        ...(leaveCalls === undefined ? {} : { leaveCalls }),
      }),
    );
    if (!Array.isArray(answer['orders'])) throw new IncompleteAnswer('orders');
    const nextToken = read.text(read.object(answer['pagination'])['nextToken']);
    const [field, until] =
      search.createdAfter === undefined
        ? ['lastUpdatedBefore', answer['lastUpdatedBefore']]
        : ['createdBefore', answer['createdBefore'] ?? search.createdBefore];
    return {
      orders: read.list(answer['orders']),
      reachesUntil: read.required(read.time(until), field),
      withheld: [],
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  }
}

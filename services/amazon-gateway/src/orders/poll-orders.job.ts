import { ENVIRONMENT } from '@connector/platform';
import { UnitOfWork } from '@connector/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AmazonConnection } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { OrdersApi, PageTokenRefused } from '../selling-partner-api/orders.js';
import { PublishOrders } from './publish-orders.js';

/** Orders that appear late are seen again; what was published is not published twice. */
const OVERLAP_MS = 600_000;

/** The middle of a walk: its beginning, its next page, and the cursor that its first page gave. */
interface Walk {
  readonly after: string;
  readonly token: string;
  readonly cursor: string;
}

/**
 * Reads what changed in a seller's orders, all stores in one walk (amazon-sp-api 5.3): from ten minutes before the cursor,
 * page by page; after the last page the cursor is what the first page reached. A restart goes on in the middle of a walk.
 */
@Injectable()
export class PollOrdersJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly polls: Polls,
    private readonly api: OrdersApi,
    private readonly publish: PublishOrders,
    private readonly unitOfWork: UnitOfWork,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  @Interval(500)
  async tick(): Promise<void> {
    await this.runner.runDue('orders', (poll, connection) => this.look(poll, connection));
  }

  private async look(poll: Poll, connection: AmazonConnection): Promise<void> {
    const walk = poll.page as Walk | null;
    const after = walk?.after ?? new Date((poll.cursor ?? connection.ordersFrom).getTime() - OVERLAP_MS).toISOString();
    let page;
    try {
      page = await this.api.search(connection, after, walk?.token);
    } catch (thrown) {
      if (!(thrown instanceof PageTokenRefused)) throw thrown;
      return this.polls.later(poll, 'orders', new Date(0), thrown.message, { restart: true });
    }
    const cursor = walk?.cursor ?? page.lastUpdatedBefore;
    await this.unitOfWork.run(async (tx) => {
      await this.publish.publish(tx, connection.connectionId, page);
      if (page.nextToken !== undefined)
        await this.polls.turnPage(tx, poll, 'orders', { after, token: page.nextToken, cursor });
      else await this.polls.finish(tx, poll, 'orders', new Date(cursor), this.environment.ORDER_POLL_SECONDS);
    });
  }
}

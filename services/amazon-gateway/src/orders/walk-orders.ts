import { UnitOfWork } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { Polls, type Flow, type Poll } from '../polling/polls.js';
import { OrdersApi, PageTokenRefused } from '../selling-partner-api/orders.js';
import { PublishOrders, type SeenOrder } from './publish-orders.js';

/** The middle of a walk: its beginning, its next page, and the cursor that its first page gave. */
interface Middle {
  readonly after: string;
  readonly token: string;
  readonly cursor: string;
}

/** What a page brought, in its transaction. */
export interface WalkedOrders {
  readonly seen: readonly SeenOrder[];
  /** the beginning of the walk */
  readonly after: Date;
  /** up to which change the walk reaches */
  readonly cursor: Date;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A walk over what changed since a moment, all stores in one. */
export interface Walk {
  readonly flow: Flow;
  /** where a walk begins that is not in its middle */
  readonly from: Date;
  /** business seconds until the next one, counted from the end of this one */
  readonly nextInSeconds: (walked: WalkedOrders) => number;
  /** calls that are left to other walks */
  readonly leaveCalls?: number;
  /** in the transaction of each page */
  readonly onPage?: (tx: EntityManager, walked: WalkedOrders) => Promise<void>;
}

/**
 * One page of a walk (amazon-sp-api 5.3). What the page brought and where the walk stands commit together, so a restart goes
 * on in the middle; a page token that is refused starts the walk again. After the last page the cursor is what the first
 * page reached: what changed during the walk is after it.
 */
@Injectable()
export class WalkOrders {
  constructor(
    private readonly polls: Polls,
    private readonly api: OrdersApi,
    private readonly publish: PublishOrders,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async page(poll: Poll, connection: AmazonConnection, walk: Walk): Promise<void> {
    const middle = poll.page as Middle | null;
    const after = middle?.after ?? walk.from.toISOString();
    let page;
    try {
      const turn = { paginationToken: middle?.token, leaveCalls: walk.leaveCalls };
      page = await this.api.search(connection, { lastUpdatedAfter: after }, turn);
    } catch (thrown) {
      if (!(thrown instanceof PageTokenRefused)) throw thrown;
      return this.polls.later(poll, walk.flow, new Date(0), thrown.message, { restart: true });
    }
    const { nextToken: token } = page;
    const cursor = middle?.cursor ?? page.reachesUntil;
    await this.unitOfWork.run(async (tx) => {
      const walked = {
        seen: await this.publish.publish(tx, connection.connectionId, page),
        after: new Date(after),
        cursor: new Date(cursor),
        isFirst: middle === null,
        isLast: token === undefined,
      };
      await walk.onPage?.(tx, walked);
      if (token !== undefined) await this.polls.turnPage(tx, poll, walk.flow, { after, token, cursor });
      else await this.polls.finish(tx, poll, walk.flow, walked.cursor, walk.nextInSeconds(walked));
    });
  }
}

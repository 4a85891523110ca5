import { amazonOrdersBackfillAdvancedV1, type BackfillAmazonOrdersV1 } from '@connector/contracts';
import { enqueue, UnitOfWork, type Delivery } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { Polls, type Poll } from '../polling/polls.js';
import { OrdersApi, PageTokenRefused, type OrderSearch, type OrdersPage } from '../selling-partner-api/orders.js';
import { LEAVE_CALLS_OF_BACKFILL, searchOf } from './backfill-selection.js';
import { PublishOrders } from './publish-orders.js';

const FLOW = 'orders-backfill';

/** A selection that is being read; `page`: where in it we stand. */
interface Backfill {
  readonly commandId: string;
  readonly search: OrderSearch;
  readonly again: boolean;
  readonly token: string | null;
  readonly orders: number;
  readonly calls: number;
}

/** Reads selections of orders, one of a connection after the other, a page at a time, behind the daily polls. */
@Injectable()
export class BackfillOrders {
  constructor(
    private readonly db: DataSource,
    private readonly polls: Polls,
    private readonly api: OrdersApi,
    private readonly publish: PublishOrders,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async queue(tx: EntityManager, delivery: Delivery, { selection, again }: BackfillAmazonOrdersV1): Promise<void> {
    await tx.query(
      `INSERT INTO amazon_gateway.backfill (command_id, connection_id, search, again, orders, calls, asked_at)
       VALUES ($1, $2, $3, $4, 0, 0, clock_timestamp()) ON CONFLICT DO NOTHING`,
      [delivery.messageId, delivery.connectionId, searchOf(selection, this.clock.now()), again ?? false],
    );
    await this.polls.wake(tx, delivery.connectionId, FLOW);
  }

  /** One page of the oldest selection that is not finished. */
  async page(poll: Poll, connection: AmazonConnection): Promise<void> {
    const backfill = await this.oldest(connection.connectionId);
    if (backfill === undefined) return this.unitOfWork.run((tx) => this.polls.rest(tx, poll, FLOW));
    let page;
    try {
      page = await this.api.search(connection, backfill.search, {
        paginationToken: backfill.token ?? undefined,
        leaveCalls: LEAVE_CALLS_OF_BACKFILL,
      });
    } catch (thrown) {
      if (!(thrown instanceof PageTokenRefused)) throw thrown;
      await this.db.query(`UPDATE amazon_gateway.backfill SET token = NULL, orders = 0 WHERE command_id = $1`, [
        backfill.commandId,
      ]);
      return this.polls.later(poll, FLOW, new Date(0), thrown.message);
    }
    await this.unitOfWork.run(async (tx) => {
      await this.publish.publish(tx, connection.connectionId, page, { again: backfill.again });
      await this.advance(tx, connection.connectionId, backfill, page);
      await this.polls.turnPage(tx, poll, FLOW, {});
    });
  }

  private async advance(tx: EntityManager, connectionId: string, backfill: Backfill, page: OrdersPage): Promise<void> {
    const finished = page.nextToken === undefined;
    const orders = backfill.orders + page.orders.length;
    const calls = backfill.calls + 1;
    await tx.query(
      `UPDATE amazon_gateway.backfill SET token = $2, orders = $3, calls = $4, finished_at = CASE WHEN $5 THEN clock_timestamp() END
       WHERE command_id = $1`,
      [backfill.commandId, page.nextToken ?? null, orders, calls, finished],
    );
    await enqueue(
      tx,
      amazonOrdersBackfillAdvancedV1,
      { backfillId: backfill.commandId, orders, calls, finished },
      { connectionId, correlationId: `backfill ${backfill.commandId}` },
    );
  }

  private async oldest(connectionId: string): Promise<Backfill | undefined> {
    const [row] = await this.db.query<Backfill[]>(
      `SELECT command_id AS "commandId", search, again, token, orders, calls FROM amazon_gateway.backfill
       WHERE connection_id = $1 AND finished_at IS NULL ORDER BY asked_at, command_id LIMIT 1`,
      [connectionId],
    );
    return row;
  }
}

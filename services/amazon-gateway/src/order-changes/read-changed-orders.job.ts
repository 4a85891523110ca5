import { UnitOfWork } from '@connector/messaging';
import { Failure } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { PublishOrders } from '../orders/publish-orders.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { OrdersApi } from '../selling-partner-api/orders.js';
import { ORDER_CHANGE_QUEUE, type OrderChangeQueue } from './order-change-queue.js';
import { SubscribeOrderChanges } from './subscribe-order-changes.js';

const FLOW = 'order-changes';

/** Of thirty calls at once so many are left to people who ask for one order. */
const LEAVE_CALLS = 5;

/** Reads the orders that Amazon says have changed; the polls would see them later. */
@Injectable()
export class ReadChangedOrdersJob {
  constructor(
    @Inject(ORDER_CHANGE_QUEUE) private readonly queue: OrderChangeQueue | null,
    private readonly runner: PollRunner,
    private readonly polls: Polls,
    private readonly subscribe: SubscribeOrderChanges,
    private readonly api: OrdersApi,
    private readonly publish: PublishOrders,
    private readonly unitOfWork: UnitOfWork,
    private readonly db: DataSource,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.queue === null) return;
    await this.runner.runDue(FLOW, (poll, connection) => this.look(poll, connection));
  }

  private async look(poll: Poll, connection: AmazonConnection): Promise<void> {
    await this.subscribe.ensure(connection);
    const [changed] = await this.db.query<{ amazonOrderId: string; notedAt: string }[]>(
      `SELECT amazon_order_id AS "amazonOrderId", noted_at::text AS "notedAt" FROM amazon_gateway.changed_order
       WHERE connection_id = $1 ORDER BY noted_at LIMIT 1`,
      [connection.connectionId],
    );
    if (changed === undefined) return this.unitOfWork.run((tx) => this.polls.rest(tx, poll, FLOW));
    const read = await this.api.one(connection, changed.amazonOrderId, { leaveCalls: LEAVE_CALLS }).catch(unknownOrder);
    await this.unitOfWork.run(async (tx) => {
      if (read !== undefined) await this.publish.publish(tx, connection.connectionId, read);
      await this.forget(tx, connection.connectionId, changed);
      await this.polls.turnPage(tx, poll, FLOW, {});
    });
  }

  /** Not when it was noted again while it was read. */
  private async forget(
    tx: EntityManager,
    connectionId: string,
    { amazonOrderId, notedAt }: { amazonOrderId: string; notedAt: string },
  ): Promise<void> {
    await tx.query(
      `DELETE FROM amazon_gateway.changed_order WHERE connection_id = $1 AND amazon_order_id = $2 AND noted_at = $3::timestamptz`,
      [connectionId, amazonOrderId, notedAt],
    );
  }
}

/** A notification may be forged, or of an order that cannot be read yet: the polls see what there is. */
function unknownOrder(thrown: unknown): undefined {
  if (thrown instanceof Failure && thrown.reasonCode === 'amazon_order_unknown') return undefined;
  throw thrown;
}

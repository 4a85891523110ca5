import { UnitOfWork } from '@connector/messaging';
import { describeFailure } from '@connector/platform';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Counter } from 'prom-client';
import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Polls } from '../polling/polls.js';
import { ORDER_CHANGE_QUEUE, type OrderChangeQueue } from './order-change-queue.js';
import { orderChangeIn, type OrderChange } from './read-order-change.js';

const PAUSE_AFTER_FAILURE_MS = 5_000;

const received = new Counter({
  name: 'amazon_order_changes_total',
  help: 'Notifications of order changes by what became of them',
  labelNames: ['outcome'] as const,
});

/**
 * Notes which orders Amazon says have changed, so that each is read again. A notification is noted and committed before it is
 * taken out of the queue; its copies are known by its number. One that nobody can read is taken out and counted, unread.
 */
@Injectable()
export class ReceiveOrderChanges implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ReceiveOrderChanges.name);
  private isStopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(ORDER_CHANGE_QUEUE) private readonly queue: OrderChangeQueue | null,
    private readonly unitOfWork: UnitOfWork,
    private readonly polls: Polls,
  ) {}

  onApplicationBootstrap(): void {
    if (this.queue !== null) this.running = this.run(this.queue);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.queue?.close();
    await this.running;
  }

  private async run(queue: OrderChangeQueue): Promise<void> {
    while (!this.isStopping) {
      try {
        const messages = await queue.receive();
        if (messages.length === 0) continue;
        const changes = messages.flatMap(({ body }) => orderChangeIn(body) ?? []);
        received.inc({ outcome: 'unreadable' }, messages.length - changes.length);
        await this.unitOfWork.run((tx) => this.note(tx, changes));
        await queue.takeOut(messages);
      } catch (error) {
        if (this.isStopping) return;
        this.logger.warn(`Order changes wait in their queue: ${describeFailure(error)}`);
        await wait(PAUSE_AFTER_FAILURE_MS, undefined, { ref: false });
      }
    }
  }

  private async note(tx: EntityManager, changes: readonly OrderChange[]): Promise<void> {
    for (const { notificationId, sellerId, amazonOrderId } of changes) {
      const fresh = await tx.query<unknown[]>(
        `INSERT INTO amazon_gateway.order_notification (notification_id, seen_at) VALUES ($1, clock_timestamp())
         ON CONFLICT DO NOTHING RETURNING 1`,
        [notificationId],
      );
      received.inc({ outcome: fresh.length === 0 ? 'repeated' : 'new' });
      if (fresh.length === 0) continue;
      const noted = await tx.query<{ connectionId: string }[]>(
        `INSERT INTO amazon_gateway.changed_order (connection_id, amazon_order_id, noted_at)
         SELECT connection_id, $2, clock_timestamp() FROM amazon_gateway.connection WHERE seller_id = $1
         ON CONFLICT (connection_id, amazon_order_id) DO UPDATE SET noted_at = excluded.noted_at
         RETURNING connection_id AS "connectionId"`,
        [sellerId, amazonOrderId],
      );
      for (const { connectionId } of noted) await this.polls.wake(tx, connectionId, 'order-changes');
    }
  }
}

import { amazonOrdersTalliedV1, AmazonOrdersTalliedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { TransientFailure } from '@connector/platform';
import { Controller, Logger } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { BackfillOrders } from './backfill-orders.js';

const DAY_MS = 86_400_000;

/** Orders that the control run itself found are on their way beside its count: it is compared again after 30 seconds and two minutes. */
const COMPARED = 3;

/** Amazon's orders of a day were counted. Where fewer are known here, that day is read once more and every order of it comes again. */
@Controller()
export class OrdersTalliedHandler {
  private readonly logger = new Logger(OrdersTalliedHandler.name);

  constructor(
    private readonly steps: Steps,
    private readonly backfill: BackfillOrders,
  ) {}

  @OnMessage(amazonOrdersTalliedV1)
  async on(
    @MessageBody(amazonOrdersTalliedV1) body: AmazonOrdersTalliedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const { connectionId } = delivery;
    await this.steps.once('orders-tallied', delivery, async (step) => {
      const [row] = await step.tx.query<{ known: number }[]>(
        `INSERT INTO sync_core.order_tally (connection_id, day, orders, without_total, unreadable, totals, read_until, known)
         VALUES ($1, $2, $3, $4, $5, $6, $7,
           (SELECT count(*)::int FROM sync_core.amazon_order WHERE connection_id = $1
              AND created_time >= ($2::date)::timestamp AT TIME ZONE 'UTC' AND created_time < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'))
         ON CONFLICT (connection_id, day) DO UPDATE
         SET orders = excluded.orders, without_total = excluded.without_total, unreadable = excluded.unreadable,
             totals = excluded.totals, read_until = excluded.read_until, known = excluded.known
         WHERE order_tally.read_until < excluded.read_until RETURNING known`,
        [
          connectionId,
          body.day,
          body.orders,
          body.withoutTotal,
          body.unreadable,
          JSON.stringify(body.totals),
          body.readUntil,
        ],
      );
      if (row === undefined) return;
      const missing = body.orders - body.unreadable - row.known;
      if (missing <= 0) return;
      if (delivery.attempt < COMPARED)
        throw new TransientFailure('orders_on_their_way', `${missing} orders of ${body.day} may be on their way`);
      this.logger.warn(
        `connectionId=${connectionId} lacks ${missing} of ${body.orders} orders of ${body.day}: read again`,
      );
      const createdAfter = `${body.day}T00:00:00.000Z`;
      const createdBefore = new Date(Date.parse(createdAfter) + DAY_MS).toISOString();
      await this.backfill.read(step, connectionId, { createdAfter, createdBefore }, { again: true });
    });
  }
}

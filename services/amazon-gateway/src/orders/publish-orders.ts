import { amazonOrderUpdatedV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Unreadable } from '../polling/unreadable.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import type { OrdersPage } from '../selling-partner-api/orders.js';
import { normaliseOrder } from './normalise-order.js';

/** Publishes the orders of a page that are new or changed; an order that was published as it is stays silent. */
@Injectable()
export class PublishOrders {
  constructor(
    private readonly sealer: Sealer,
    private readonly unreadable: Unreadable,
  ) {}

  async publish(tx: EntityManager, connectionId: string, page: OrdersPage): Promise<void> {
    for (const raw of page.orders) {
      try {
        // a savepoint: an order that breaks its contract is forgotten, the others of its page are not
        await tx.transaction((inner) => this.publishOne(inner, connectionId, raw, page.withheld));
      } catch (thrown) {
        if (!this.unreadable.isCause(thrown)) throw thrown;
        await this.unreadable.report(tx, { connectionId, kind: 'order', subject: read.text(raw['orderId']) }, thrown);
      }
    }
  }

  private async publishOne(
    tx: EntityManager,
    connectionId: string,
    raw: Json,
    withheld: readonly string[],
  ): Promise<void> {
    const { order, personalData, unreadable } = normaliseOrder(raw);
    const fresh = await tx.query<unknown[]>(
      `INSERT INTO amazon_gateway.seen_order (connection_id, amazon_order_id, last_updated_time, content_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (connection_id, amazon_order_id) DO UPDATE
       SET last_updated_time = excluded.last_updated_time, content_hash = excluded.content_hash
       WHERE seen_order.last_updated_time <= excluded.last_updated_time
         AND (seen_order.last_updated_time, seen_order.content_hash) <> (excluded.last_updated_time, excluded.content_hash) RETURNING 1`,
      [connectionId, order.amazonOrderId, order.lastUpdatedTime, order.contentHash],
    );
    if (fresh.length === 0) return;
    const place = messagePlace(connectionId, amazonOrderUpdatedV1.name, 'personalData');
    await enqueue(
      tx,
      amazonOrderUpdatedV1,
      { ...order, personalData: this.sealer.seal(personalData, place), withheld: [...withheld] },
      { connectionId, correlationId: order.amazonOrderId },
    );
    const subject = order.amazonOrderId;
    if (unreadable === undefined)
      await tx.query(
        `DELETE FROM amazon_gateway.unreadable WHERE connection_id = $1 AND kind = 'order' AND subject = $2`,
        [connectionId, subject],
      );
    else await this.unreadable.report(tx, { connectionId, kind: 'order', subject }, unreadable);
  }
}

import { amazonOrderUpdatedV1, type MoneyV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { inSpan } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Unreadable } from '../polling/unreadable.js';
import { read, type Json } from '../selling-partner-api/answer-reader.js';
import type { ReadOrders } from '../selling-partner-api/orders.js';
import { normaliseOrder } from './normalise-order.js';

/** What was seen of an order: enough to count it. */
export interface SeenOrder {
  readonly amazonOrderId: string;
  readonly createdTime: string;
  readonly grandTotal?: MoneyV1 | undefined;
  /** false: nobody can read it, and it did not go out */
  readonly isReadable: boolean;
  /** it went out now: it is new, changed, or was asked for again */
  readonly isFresh: boolean;
}

/** Publishes orders that are new or changed; an order that was published as it is stays silent unless it is asked for again. */
@Injectable()
export class PublishOrders {
  constructor(
    private readonly sealer: Sealer,
    private readonly unreadable: Unreadable,
  ) {}

  async publish(
    tx: EntityManager,
    connectionId: string,
    page: ReadOrders,
    { again = false }: { again?: boolean } = {},
  ): Promise<SeenOrder[]> {
    const seen: SeenOrder[] = [];
    for (const raw of page.orders) {
      try {
        // a savepoint: an order that breaks its contract is forgotten, the others of its page are not
        seen.push(await tx.transaction((inner) => this.publishOne(inner, connectionId, raw, page.withheld, again)));
      } catch (thrown) {
        if (!this.unreadable.isCause(thrown)) throw thrown;
        await this.unreadable.report(tx, { connectionId, kind: 'order', subject: read.text(raw['orderId']) }, thrown);
        const [amazonOrderId, createdTime] = [read.text(raw['orderId']), read.time(raw['createdTime'])];
        if (amazonOrderId !== undefined && createdTime !== undefined)
          seen.push({ amazonOrderId, createdTime, isReadable: false, isFresh: false });
      }
    }
    return seen;
  }

  private async publishOne(
    tx: EntityManager,
    connectionId: string,
    raw: Json,
    withheld: readonly string[],
    again: boolean,
  ): Promise<SeenOrder> {
    const { order, personalData, unreadable } = normaliseOrder(raw);
    const { amazonOrderId, createdTime, grandTotal } = order;
    const seen = { amazonOrderId, createdTime, grandTotal, isReadable: true, isFresh: true };
    const fresh = await tx.query<unknown[]>(
      `INSERT INTO amazon_gateway.seen_order (connection_id, amazon_order_id, last_updated_time, content_hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (connection_id, amazon_order_id) DO UPDATE
       SET last_updated_time = excluded.last_updated_time, content_hash = excluded.content_hash
       WHERE seen_order.last_updated_time <= excluded.last_updated_time
         AND ($5 OR (seen_order.last_updated_time, seen_order.content_hash) <> (excluded.last_updated_time, excluded.content_hash)) RETURNING 1`,
      [connectionId, amazonOrderId, order.lastUpdatedTime, order.contentHash, again],
    );
    if (fresh.length === 0) return { ...seen, isFresh: false };
    const place = messagePlace(connectionId, amazonOrderUpdatedV1.name, 'personalData');
    const attributes = { 'connector.connection_id': connectionId, 'messaging.message.conversation_id': amazonOrderId };
    // a trace of its own, from here to Exact's answer, linked with the call that brought the order
    await inSpan('order from Amazon', { root: true, attributes }, () =>
      enqueue(
        tx,
        amazonOrderUpdatedV1,
        { ...order, personalData: this.sealer.seal(personalData, place), withheld: [...withheld] },
        { connectionId, correlationId: amazonOrderId },
      ),
    );
    if (unreadable === undefined)
      await tx.query(
        `DELETE FROM amazon_gateway.unreadable WHERE connection_id = $1 AND kind = 'order' AND subject = $2`,
        [connectionId, amazonOrderId],
      );
    else await this.unreadable.report(tx, { connectionId, kind: 'order', subject: amazonOrderId }, unreadable);
    return seen;
  }
}

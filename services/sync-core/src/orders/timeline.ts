import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TimelineCode } from './timeline-catalogue.js';

/** Which order. */
export interface OrderKey {
  readonly connectionId: string;
  readonly amazonOrderId: string;
}

/** Writes down what happened to an order, in the transaction in which it happens. */
@Injectable()
export class Timeline {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async add(
    tx: EntityManager,
    order: OrderKey,
    code: TimelineCode,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await tx.query(
      `INSERT INTO sync_core.timeline_entry (connection_id, amazon_order_id, at, code, detail) VALUES ($1, $2, $3, $4, $5)`,
      [order.connectionId, order.amazonOrderId, this.clock.now(), code, detail],
    );
  }
}

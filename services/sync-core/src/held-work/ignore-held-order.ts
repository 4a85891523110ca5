import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { OrderMoves } from '../orders/order-moves.js';
import { Orders } from '../orders/orders.js';
import { Timeline, type OrderKey } from '../orders/timeline.js';

/** A person decides that a held order is not to come into Exact. */
@Injectable()
export class IgnoreHeldOrder {
  constructor(
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly timeline: Timeline,
  ) {}

  /** False: the order is not held. */
  async ignore(step: Step, key: OrderKey, said: { by: string; note: string }): Promise<boolean> {
    const order = await this.orders.lock(step.tx, key);
    if (order?.state !== 'held') return false;
    await this.timeline.add(step.tx, order, 'ignored', said);
    await this.moves.skip(step.tx, order, 'ignored_by_person');
    return true;
  }
}

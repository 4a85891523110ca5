import { Injectable } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { ReserveStock } from '../stock/reserve-stock.js';
import { FollowOrder, type Occasion } from './follow-order.js';
import { Orders } from './orders.js';
import type { OrderKey } from './timeline.js';

/** Lets held orders try again: on a person's request, or when what held them may be gone (domain C1, T4). */
@Injectable()
export class RetryHeldOrders {
  constructor(
    private readonly orders: Orders,
    private readonly connections: Connections,
    private readonly follow: FollowOrder,
    private readonly stock: ReserveStock,
  ) {}

  /** An order that a person ignored is taken up again. False: the order is neither held nor ignored. */
  async one(step: Step, key: OrderKey): Promise<boolean> {
    return this.retry(step, key, { 'why.nl': 'op verzoek', 'why.en': 'on request' });
  }

  /** A held order's turn has come. False: it is not held any more. */
  async because(step: Step, key: OrderKey, why: Occasion['why']): Promise<boolean> {
    return this.retry(step, key, why);
  }

  private async retry(step: Step, key: OrderKey, why: Occasion['why']): Promise<boolean> {
    const order = await this.orders.lock(step.tx, key);
    const isIgnored = order?.state === 'skipped' && order.reasonCode === 'ignored_by_person';
    if (order === undefined || (order.state !== 'held' && !isIgnored)) return false;
    if (isIgnored) order.reasonCode = null;
    else order.retriedAfter = order.reasonCode;
    const connection = await this.connections.find(step.tx, key.connectionId);
    // judged again: Amazon may have cancelled it meanwhile, or the settings skip it now
    if (connection !== undefined) await this.follow.follow(step, order, connection, { why });
    // the new division does not know its pieces (domain V4, S2)
    if (order.retriedAfter === 'division_changed') await this.stock.follow(step.tx, order);
    return true;
  }
}

import {
  createExactSalesOrderV1,
  reasonOf,
  reconcileExactSalesOrdersV1,
  removeExactSalesOrderV1,
  type CommandRefusedV1,
} from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';
import { Connections } from '../connections/connections.js';
import { GONE } from '../deletions/gone-reasons.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { FollowOrder } from './follow-order.js';
import { Notices } from './notices.js';
import { OrderMoves } from './order-moves.js';
import { keyOfSubject, Orders } from './orders.js';
import { RetryHeldOrders } from './retry-held-orders.js';
import { Timeline } from './timeline.js';

/** An order hears that its sales order was refused, or that asking for it had no effect. */
@Injectable()
export class SalesOrderSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['order'];

  constructor(
    private readonly connections: Connections,
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly notices: Notices,
    private readonly timeline: Timeline,
    private readonly follow: FollowOrder,
    private readonly retry: RetryHeldOrders,
  ) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
    if (command.contract === removeExactSalesOrderV1.name) {
      const { nl, en } = reasonOf(refusal.reasonCode);
      const why = { 'reason.nl': nl, 'reason.en': en };
      if (order !== undefined)
        await this.notices.list(step.tx, order, { code: 'sales_order_not_removed', detail: why });
      return;
    }
    if (command.contract === reconcileExactSalesOrdersV1.name) return this.notLookedUp(step, order, refusal);
    if (order?.state !== 'ordering') return;
    const said = refusal.platformMessage === undefined ? {} : { exact: refusal.platformMessage };
    await this.moves.hold(step.tx, order, refusal.reasonCode, { step: 'sales order', ...said });
    // what Amazon told while the answer was away: an order that is cancelled needs nobody's care
    if (order.bookedSnapshot !== null || order.snapshot.fulfillmentStatus === 'CANCELLED')
      await this.decideAnew(step, order, reasonOf(refusal.reasonCode));
    // told of before this answer came: what is gone is made anew, and the order goes on (domain D14)
    else if (GONE.includes(refusal.reasonCode) && (await this.lacksSomething(step, order)))
      await this.retry.one(step, order);
  }

  /** Whether one stands there could not be found out: nothing is made until it is, so that none is made twice (O2). */
  async notLookedUp(
    step: Step,
    order: AmazonOrderEntity | undefined,
    { reasonCode, platformMessage }: CommandRefusedV1,
  ): Promise<void> {
    if (order?.state !== 'ready' || order.lookUp !== 'asked') return;
    order.lookUp = null;
    const said = platformMessage === undefined ? {} : { exact: platformMessage };
    await this.moves.hold(step.tx, order, reasonCode, { step: 'look-up', ...said });
  }

  private async lacksSomething(step: Step, order: AmazonOrderEntity): Promise<boolean> {
    // told of at this very moment: either it is seen here, or whoever hears it sees that the order is held
    await step.tx.query(`SELECT 1 FROM sync_core.debtor WHERE id = $1 FOR UPDATE`, [order.debtorId]);
    await step.tx.query(`SELECT 1 FROM sync_core.delivery_address WHERE id = $1 FOR UPDATE`, [order.deliveryAddressId]);
    await step.tx.query(
      `SELECT 1 FROM sync_core.item WHERE id IN (SELECT item_id FROM sync_core.order_item
         WHERE connection_id = $1 AND amazon_order_id = $2) ORDER BY id FOR UPDATE`,
      [order.connectionId, order.amazonOrderId],
    );
    const [row] = await step.tx.query<{ lacks: boolean }[]>(
      `SELECT exists (SELECT 1 FROM sync_core.debtor WHERE id = $3 AND account_id IS NULL)
         OR $4::uuid IS NOT NULL AND NOT exists (SELECT 1 FROM sync_core.delivery_address WHERE id = $4)
         OR exists (SELECT 1 FROM sync_core.order_item o JOIN sync_core.item i ON i.id = o.item_id
           WHERE o.connection_id = $1 AND o.amazon_order_id = $2 AND i.exact_item_id IS NULL) AS lacks`,
      [order.connectionId, order.amazonOrderId, order.debtorId, order.deliveryAddressId],
    );
    return row?.lacks === true;
  }

  /** Decided anew: an order that was cancelled meanwhile needs no sales order (architecture, Outside effects). */
  async absent(step: Step, command: BookedCommand): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
    if (order === undefined) return;
    if (command.contract === createExactSalesOrderV1.name)
      await this.timeline.add(step.tx, order, 'sales_order_absent');
    await this.decideAnew(step, order);
  }

  /** It waits for a quota, in our hands again: what Amazon told meanwhile counts. */
  async deferred(step: Step, command: BookedCommand): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
    if (order !== undefined) await this.decideAnew(step, order);
  }

  private async decideAnew(step: Step, order: AmazonOrderEntity, reason?: { nl: string; en: string }): Promise<void> {
    const connection = await this.connections.find(step.tx, order.connectionId);
    if (connection === undefined) return;
    const why = { 'why.nl': reason?.nl ?? 'opnieuw bepaald', 'why.en': reason?.en ?? 'decided anew' };
    await this.follow.follow(step, order, connection, { changed: order.bookedSnapshot !== null, why });
  }
}

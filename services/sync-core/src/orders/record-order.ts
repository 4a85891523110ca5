import { amazonOrderUpdatedV1, AmazonOrderPersonalDataV1, AmazonOrderUpdatedV1 } from '@connector/contracts';
import { validatedAs } from '@connector/messaging';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { AdvanceOrder } from './advance-order.js';
import { AmazonOrderEntity } from './amazon-order.entity.js';
import { judgeOrder, type Verdict } from './domain/judge-order.js';
import { takes } from './domain/order-state.js';
import { OrderMoves } from './order-moves.js';
import { Orders, subjectIdOf } from './orders.js';
import { Timeline } from './timeline.js';

/** Writes down what Amazon says of an order now, judges it, and lets it go on (manual chapter 6; domain O1, O6 to O9). */
@Injectable()
export class RecordOrder {
  constructor(
    private readonly connections: Connections,
    private readonly orders: Orders,
    private readonly sealer: Sealer,
    private readonly moves: OrderMoves,
    private readonly timeline: Timeline,
    private readonly commands: RequestCommand,
    private readonly advance: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(step: Step, connectionId: string, update: AmazonOrderUpdatedV1): Promise<void> {
    const connection = await this.connections.find(step.tx, connectionId);
    if (connection === undefined)
      throw new Failure('bug', 'connection_unknown', 'An order came for a connection that does not exist');
    const kept = await this.keep(step, connection, update);
    if (kept === undefined) return;
    const { order, isNew, totalBefore } = kept;
    const status = update.fulfillmentStatus ?? 'UNKNOWN';
    await this.timeline.add(step.tx, order, isNew ? 'seen' : 'updated', { status });
    const verdict = judgeOrder(update, connection.settings);
    await this.follow(step, order, verdict, { isNew, totalBefore, status });
  }

  /** Undefined: the update is older than what is stored, or the same (domain O9). */
  private async keep(
    step: Step,
    connection: ConnectionEntity,
    update: AmazonOrderUpdatedV1,
  ): Promise<{ order: AmazonOrderEntity; isNew: boolean; totalBefore: string | undefined } | undefined> {
    const { personalData, ...snapshot } = update;
    const key = { connectionId: connection.id, amazonOrderId: update.amazonOrderId };
    const now = this.clock.now();
    const inserted = await step.tx.query<unknown[]>(
      `INSERT INTO sync_core.amazon_order
         (connection_id, amazon_order_id, division, state, last_updated_time, created_time, snapshot, first_seen_at, changed_at)
       VALUES ($1, $2, $3, 'received', $4, $5, $6, $7, $7) ON CONFLICT DO NOTHING RETURNING 1`,
      [
        key.connectionId,
        key.amazonOrderId,
        connection.division,
        update.lastUpdatedTime,
        update.createdTime,
        snapshot,
        now,
      ],
    );
    const order = (await this.orders.lock(step.tx, key))!;
    const isNew = inserted.length > 0;
    if (!isNew) {
      const age = order.lastUpdatedTime.getTime() - Date.parse(update.lastUpdatedTime);
      if (age > 0 || (age === 0 && order.snapshot.contentHash === update.contentHash)) return undefined;
    }
    const totalBefore = isNew ? undefined : totalOf(order.snapshot);
    order.lastUpdatedTime = new Date(update.lastUpdatedTime);
    order.snapshot = snapshot;
    order.currency = update.grandTotal?.currency ?? null;
    if (personalData !== undefined) {
      const opened = this.sealer.open(
        personalData,
        messagePlace(connection.id, amazonOrderUpdatedV1.name, 'personalData'),
      );
      order.personalData = this.orders.seal(key, validatedAs(AmazonOrderPersonalDataV1, 'personalData', opened));
    }
    await step.tx.save(order);
    return { order, isNew, totalBefore };
  }

  private async follow(
    step: Step,
    order: AmazonOrderEntity,
    verdict: Verdict,
    seen: { isNew: boolean; totalBefore: string | undefined; status: string },
  ): Promise<void> {
    const { tx } = step;
    switch (verdict.verdict) {
      case 'skip':
        if (takes(order.state, 'skip')) await this.moves.skip(tx, order, verdict.reason);
        return;
      case 'wait':
      case 'pending':
        if (!takes(order.state, 'waits')) return;
        await this.moves.move(tx, order, 'waits', {
          code: verdict.verdict === 'wait' ? 'waits_unknown_status' : 'waits_for_payment',
          detail: { status: seen.status },
        });
        order.reasonCode = verdict.verdict === 'wait' ? verdict.reason : null;
        await tx.save(order);
        return;
      case 'cancelled':
        return seen.isNew ? this.moves.skip(tx, order, 'cancelled_before_import') : this.cancel(step, order);
      case 'paid':
        if (takes(order.state, 'paid')) await this.moves.move(tx, order, 'paid', { code: 'paid' });
        else if (order.state === 'held')
          await this.moves.move(tx, order, 'retry', { code: 'retried', detail: WHY_UPDATE });
        else if (order.state === 'done' || order.state === 'ordering')
          await this.showChange(step, order, seen.totalBefore);
        return this.advance.advance(step, order);
    }
  }

  /** Before the sales order has left there is simply none; afterwards it is shown (domain O8). */
  private async cancel(step: Step, order: AmazonOrderEntity): Promise<void> {
    const { tx } = step;
    if (order.state === 'ordering') {
      const withdrawn = await this.commands.withdraw(step, { kind: 'order', id: subjectIdOf(order) });
      if (withdrawn) await this.moves.move(tx, order, 'cancel', { code: 'cancelled' });
      return;
    }
    if (order.state === 'done') return this.moves.show(tx, order, 'cancelled_after_import');
    if (takes(order.state, 'cancel')) await this.moves.move(tx, order, 'cancel', { code: 'cancelled' });
  }

  private async showChange(step: Step, order: AmazonOrderEntity, before: string | undefined): Promise<void> {
    const after = totalOf(order.snapshot);
    if (before !== undefined && before !== after)
      await this.moves.show(step.tx, order, 'changed_after_import', { before, after });
  }
}

const WHY_UPDATE = { 'why.nl': 'Amazon meldde een wijziging', 'why.en': 'Amazon reported a change' };

function totalOf(snapshot: Pick<AmazonOrderUpdatedV1, 'grandTotal'>): string {
  const { grandTotal } = snapshot;
  return grandTotal === undefined ? '-' : `${grandTotal.minorUnits} ${grandTotal.currency}`;
}

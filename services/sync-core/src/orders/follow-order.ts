import { Injectable } from '@nestjs/common';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { AdvanceOrder } from './advance-order.js';
import type { AmazonOrderEntity } from './amazon-order.entity.js';
import { CompareWithBooked } from './compare-with-booked.js';
import { judgeOrder, type Verdict } from './domain/judge-order.js';
import { nextStep, stepAfterTakingBack, type Move } from './domain/next-step.js';
import { takes, type OrderEvent } from './domain/order-state.js';
import { OrderMoves } from './order-moves.js';
import { subjectIdOf } from './orders.js';
import type { TimelineCode } from './timeline-catalogue.js';

/** Why an order is looked at. */
export interface Occasion {
  /** never seen before */
  readonly isNew?: boolean;
  /** something that the sales order is made of is other than before */
  readonly changed?: boolean;
  /** said in the timeline when a held order is tried again */
  readonly why: Readonly<Record<'why.nl' | 'why.en', string>>;
}

/**
 * Judges an order by what Amazon says of it now and by the installation as it is now, and lets it take the step that follows:
 * after an update, on a person's request, when a setting changed, and when a command had no effect (domain O1, O6 to O8).
 */
@Injectable()
export class FollowOrder {
  constructor(
    private readonly moves: OrderMoves,
    private readonly commands: RequestCommand,
    private readonly advance: AdvanceOrder,
    private readonly booked: CompareWithBooked,
  ) {}

  async follow(step: Step, order: AmazonOrderEntity, connection: ConnectionEntity, occasion: Occasion): Promise<void> {
    // a person has decided, until a person takes it up again
    if (order.state === 'skipped' && order.reasonCode === 'ignored_by_person') return;
    const verdict = judgeOrder(order.snapshot, connection.settings);
    const next = nextStep(order.state, verdict, occasion.changed ?? false);
    if (next === 'compare') return this.booked.compare(step, order, connection, verdict);
    if (next !== 'take-back') return this.take(step, order, next, verdict, occasion);
    if (!(await this.takeBack(step, order))) return;
    // as if it had never been asked for; it is decided again by what stands there now
    await this.take(step, order, stepAfterTakingBack(verdict), verdict, occasion);
  }

  /** False: it is on its way; what it comes to is compared when it is there. */
  private async takeBack(step: Step, order: AmazonOrderEntity): Promise<boolean> {
    return this.commands.withdraw(step, { kind: 'order', id: subjectIdOf(order) });
  }

  private async take(
    step: Step,
    order: AmazonOrderEntity,
    next: Move,
    verdict: Verdict,
    { isNew = false, why }: Occasion,
  ): Promise<void> {
    const { tx } = step;
    const status = order.snapshot.fulfillmentStatus ?? 'UNKNOWN';
    const move = async (
      event: OrderEvent,
      code: TimelineCode,
      detail?: Readonly<Record<string, string>>,
    ): Promise<void> => {
      if (!takes(order.state, event)) return;
      await this.moves.move(tx, order, event, { code, ...(detail === undefined ? {} : { detail }) });
    };
    switch (next) {
      case 'skip':
        if (verdict.verdict === 'skip' && takes(order.state, 'skip')) await this.moves.skip(tx, order, verdict.reason);
        return;
      case 'wait':
        await move('waits', verdict.verdict === 'wait' ? 'waits_unknown_status' : 'waits_for_payment', { status });
        order.reasonCode = verdict.verdict === 'wait' ? verdict.reason : null;
        await tx.save(order);
        return;
      case 'cancel':
        if (isNew) return this.moves.skip(tx, order, 'cancelled_before_import');
        return move('cancel', 'cancelled');
      case 'start':
        await move('paid', 'paid');
        break;
      case 'retry':
        await move('retry', 'retried', why);
        break;
      case 'begin-again':
        await move('changed', order.state === 'ordering' ? 'taken_back' : 'asked_anew');
        break;
      case 'advance':
        break;
    }
    await this.advance.advance(step, order);
  }
}

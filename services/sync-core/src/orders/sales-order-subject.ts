import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import { OrderMoves } from './order-moves.js';
import { keyOfSubject, Orders } from './orders.js';
import { Timeline } from './timeline.js';

/** An order hears that its sales order was refused, or that its creation had no effect. */
@Injectable()
export class SalesOrderSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['order'];

  constructor(
    private readonly orders: Orders,
    private readonly moves: OrderMoves,
    private readonly timeline: Timeline,
    private readonly commands: RequestCommand,
  ) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
    if (order?.state !== 'ordering') return;
    const said = refusal.platformMessage === undefined ? {} : { exact: refusal.platformMessage };
    await this.moves.hold(step.tx, order, refusal.reasonCode, { step: 'sales order', ...said });
  }

  /** Decided anew: an order that was cancelled meanwhile needs no sales order (architecture, Outside effects). */
  async absent(step: Step, command: BookedCommand): Promise<void> {
    const order = await this.orders.lock(step.tx, keyOfSubject(command.subject.id));
    if (order === undefined) return;
    if (order.snapshot.fulfillmentStatus === 'CANCELLED') {
      await this.commands.withdraw(step, command.subject);
      if (order.state === 'ordering') await this.moves.move(step.tx, order, 'cancel', { code: 'cancelled' });
      return;
    }
    await this.timeline.add(step.tx, order, 'sales_order_absent');
  }
}

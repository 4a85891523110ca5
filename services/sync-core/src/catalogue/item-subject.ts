import { resyncExactItemV1, updateExactItemV1, type CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';
import { AdvanceOrder } from '../orders/advance-order.js';
import { Orders } from '../orders/orders.js';

/** An item hears that Exact refused it: it is held with the reason, and so are the orders that need it. */
@Injectable()
export class ItemSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['item'];

  constructor(
    private readonly orders: Orders,
    private readonly advance: AdvanceOrder,
  ) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    const changeOnly = [updateExactItemV1.name, resyncExactItemV1.name].includes(command.contract);
    await step.tx.query(
      `UPDATE sync_core.item SET state = CASE WHEN $4 THEN state ELSE 'held' END, reason_code = $2, platform_message = $3 WHERE id = $1`,
      [command.subject.id, refusal.reasonCode, refusal.platformMessage ?? null, changeOnly],
    );
    if (changeOnly) return;
    for (const key of await this.orders.waitingForItem(step.tx, command.subject.id))
      await this.advance.advanceByKey(step, key);
  }

  /** It is released again as it is: the item is wanted whatever became of the order. */
  async absent(): Promise<void> {}
}

import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';
import { AdvanceDebtorOrders } from './advance-debtor-orders.js';

/** A debtor or a delivery address hears that Exact refused it: its orders are held with the reason. */
@Injectable()
export class DebtorSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['debtor', 'delivery-address'];

  constructor(private readonly orders: AdvanceDebtorOrders) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    const table = command.subject.kind === 'debtor' ? 'debtor' : 'delivery_address';
    const [rows] = await step.tx.query<[{ debtor: string }[], number]>(
      `UPDATE sync_core.${table} SET state = 'held', reason_code = $2, platform_message = $3 WHERE id = $1
       RETURNING ${table === 'debtor' ? 'id' : 'debtor_id'} AS debtor`,
      [command.subject.id, refusal.reasonCode, refusal.platformMessage ?? null],
    );
    for (const { debtor } of rows) await this.orders.advance(step, debtor);
  }

  /** It is released again as it is: an account serves later orders too, even when this one was cancelled. */
  async absent(): Promise<void> {}
}

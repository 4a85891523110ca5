import type { CommandRefusedV1 } from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';

/** Amazon refused to give orders again: shown where they were asked for. */
@Injectable()
export class BackfillSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['order-backfill', 'order-fetch'];

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    if (command.subject.kind !== 'order-backfill') return;
    await step.tx.query(
      `UPDATE sync_core.order_backfill SET state = 'refused', reason_code = $2, changed_at = $3 WHERE id = $1`,
      [command.subject.id, refusal.reasonCode, this.clock.now()],
    );
  }

  /** Reading has no effect that could be in doubt. */
  async absent(): Promise<void> {}
}

import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';

/** What Amazon refuses is shown per SKU with Amazon's own reason (domain S8); a stock run that Exact refuses, per connection. */
@Injectable()
export class StockSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['stock-offer', 'stock-many', 'stock-run', 'stock-item'];

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    // asked again in its turn
    if (command.subject.kind === 'stock-item') return;
    if (command.subject.kind === 'stock-run') {
      await step.tx.query(`UPDATE sync_core.stock_schedule SET last_result = $2 WHERE connection_id = $1`, [
        command.connectionId,
        `refused: ${refusal.reasonCode}`,
      ]);
      return;
    }
    // many quantities are refused one by one, never as a whole
    if (command.subject.kind === 'stock-many') return;
    const sku = command.subject.id.slice(command.connectionId.length + 1);
    await step.tx.query(
      `UPDATE sync_core.stock_offer o SET reason_code = $3, platform_message = $4, refused_quantity = (c.body ->> 'quantity')::int,
         is_due = o.wanted_quantity <> (c.body ->> 'quantity')::int, due_since = clock_timestamp()
       FROM sync_core.command c WHERE c.id = $5 AND o.connection_id = $1 AND o.sku = $2`,
      [command.connectionId, sku, refusal.reasonCode, refusal.platformMessage ?? null, command.id],
    );
  }

  /** Stock is simply written again. */
  async absent(): Promise<void> {}
}

import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';

/** What Amazon refuses is shown per SKU with Amazon's own reason (domain S8); a stock run that Exact refuses, per connection. */
@Injectable()
export class StockSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['stock-offer', 'stock-run'];

  async refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void> {
    if (command.subject.kind === 'stock-run') {
      await step.tx.query(`UPDATE sync_core.stock_schedule SET last_result = $2 WHERE connection_id = $1`, [
        command.connectionId,
        `refused: ${refusal.reasonCode}`,
      ]);
      return;
    }
    const sku = command.subject.id.slice(command.connectionId.length + 1);
    await step.tx.query(
      `UPDATE sync_core.stock_offer SET reason_code = $3, platform_message = $4 WHERE connection_id = $1 AND sku = $2`,
      [command.connectionId, sku, refusal.reasonCode, refusal.platformMessage ?? null],
    );
  }

  /** Stock is simply written again. */
  async absent(): Promise<void> {}
}

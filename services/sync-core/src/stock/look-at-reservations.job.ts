import { readExactStockPositionV1 } from '@connector/contracts';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';

interface Overdue {
  connection_id: string;
  division: number;
  exact_item_id: string;
}

const ITEMS_A_TICK = 20;
const ASK_AGAIN_MINUTES = 30;

/** Asks for one reading of the items whose sales orders no stock row has held for two hours (domain S2). */
@Injectable()
export class LookAtReservationsJob {
  private readonly logger = new Logger(LookAtReservationsJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(10_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        const now = this.clock.now();
        const [rows] = await step.tx.query<[Overdue[], number]>(
          `UPDATE sync_core.stock_reservation r SET look_at = $1::timestamptz + make_interval(mins => $3)
           FROM sync_core.item i WHERE i.id = r.item_id AND r.item_id IN (
             SELECT item_id FROM sync_core.stock_reservation WHERE look_at <= $1 ORDER BY look_at LIMIT $2 FOR UPDATE SKIP LOCKED)
           RETURNING r.connection_id, r.division, i.exact_item_id`,
          [now, ITEMS_A_TICK, ASK_AGAIN_MINUTES],
        );
        const items = new Map(rows.map((row) => [row.exact_item_id, row]));
        for (const { connection_id: connectionId, division, exact_item_id: itemId } of items.values()) {
          await this.commands.request(step, {
            contract: readExactStockPositionV1,
            connectionId,
            window: exactWindow(division),
            priority: priority.stock,
            subject: { kind: 'stock-item', id: `${division}/${itemId}` },
            correlationId: `stock item ${itemId}`,
            body: { division, itemId },
          });
        }
      });
    } catch (error) {
      this.logger.warn(`Looking at reservations waits: ${describeFailure(error)}`);
    }
  }
}

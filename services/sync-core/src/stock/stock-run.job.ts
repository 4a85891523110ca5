import { fetchExactStockPositionsV1 } from '@connector/contracts';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';

/** Asks for what changed in the stock, once an hour per connection (manual chapter 7; domain S3). */
@Injectable()
export class StockRunJob {
  private readonly logger = new Logger(StockRunJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        const now = this.clock.now();
        const [due] = await step.tx.query<[{ connection_id: string }[], number]>(
          `UPDATE sync_core.stock_schedule s SET due_at = $1::timestamptz + make_interval(mins => (c.settings #>> '{stock,intervalMinutes}')::int)
           FROM sync_core.connection c
           WHERE c.id = s.connection_id AND s.connection_id IN (
             SELECT d.connection_id FROM sync_core.stock_schedule d JOIN sync_core.connection n ON n.id = d.connection_id
             WHERE d.due_at <= $1 AND n.status = 'active' AND (n.settings #>> '{stock,enabled}')::boolean
             ORDER BY d.due_at LIMIT 20 FOR UPDATE OF d SKIP LOCKED)
           RETURNING s.connection_id`,
          [now],
        );
        for (const { connection_id: id } of due) {
          const connection = await this.connections.find(step.tx, id);
          if (connection === undefined) continue;
          await this.commands.request(step, {
            contract: fetchExactStockPositionsV1,
            connectionId: id,
            window: exactWindow(connection.division),
            priority: priority.stock,
            subject: { kind: 'stock-run', id: String(connection.division) },
            correlationId: `stock ${connection.division}`,
            body: { division: connection.division },
          });
        }
      });
    } catch (error) {
      this.logger.warn(`The stock run waits: ${describeFailure(error)}`);
    }
  }
}

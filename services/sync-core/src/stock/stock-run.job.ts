import { fetchExactStockPositionsV1 } from '@connector/contracts';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { Connections } from '../connections/connections.js';
import { minutesBetweenRuns } from './domain/stock-pace.js';
import { SendOffers } from './send-offers.js';

/** Asks for what changed in the stock, once an hour per connection, slower for many items (manual chapter 7; domain S3). */
@Injectable()
export class StockRunJob {
  private readonly logger = new Logger(StockRunJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly commands: RequestCommand,
    private readonly offers: SendOffers,
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
          await this.paceFor(step, connection, now);
          await this.offers.beginInterval(step, id);
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

  /** The next run is later where the division has many rows of stock. */
  private async paceFor(step: Step, { id, division, settings }: ConnectionEntity, now: Date): Promise<void> {
    const [row] = await step.tx.query<{ rows: number }[]>(
      `SELECT count(*)::int AS rows FROM sync_core.stock_position WHERE division = $1`,
      [division],
    );
    const minutes = minutesBetweenRuns(settings.stock.intervalMinutes, row?.rows ?? 0);
    if (minutes === settings.stock.intervalMinutes) return;
    await step.tx.query(`UPDATE sync_core.stock_schedule SET due_at = $2 WHERE connection_id = $1`, [
      id,
      new Date(now.getTime() + minutes * 60_000),
    ]);
  }
}

import { describeFailure, ENVIRONMENT } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { SyncCoreEnvironment } from '../environment.js';
import { ReleaseCommands } from './release-commands.js';
import { Steps } from './steps.js';

/**
 * Sends a command again whose answer is overdue, under the same id and release; it keeps its slot. The gateway's ledger
 * answers every delivery, so losing the broker loses nothing and doubles nothing. While the broker is away it is not put
 * into the outbox again and again.
 */
@Injectable()
export class ResendOverdueJob {
  private readonly logger = new Logger(ResendOverdueJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly release: ReleaseCommands,
    @Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment,
  ) {}

  @Interval(5_000)
  async tick(): Promise<void> {
    try {
      const resent = await this.steps.run(async ({ tx }) => {
        const [rows] = await tx.query<[Parameters<ReleaseCommands['send']>[1][], number]>(
          `UPDATE sync_core.command SET answer_due = clock_timestamp() + make_interval(secs => $1)
           WHERE id IN (SELECT id FROM sync_core.command c WHERE state = 'sent' AND answer_due < clock_timestamp()
                          AND NOT EXISTS (SELECT 1 FROM sync_core.outbox_message o WHERE o.message_id = c.id AND o.sent_at IS NULL)
                        ORDER BY answer_due LIMIT 100 FOR UPDATE SKIP LOCKED)
           RETURNING id, contract, body, release, connection_id, correlation_id, traceparent`,
          [this.environment.ANSWER_DUE_SECONDS],
        );
        for (const command of rows) await this.release.send(tx, command);
        return rows.length;
      });
      if (resent > 0) this.logger.warn(`${resent} commands were not answered in time and were sent again`);
    } catch (error) {
      this.logger.warn(`Looking for overdue answers waits: ${describeFailure(error)}`);
    }
  }
}

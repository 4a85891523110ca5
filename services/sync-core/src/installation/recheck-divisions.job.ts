import { fetchExactMasterDataV1 } from '@connector/contracts';
import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';

const DIVISIONS_A_TICK = 20;
const DAY_MS = 86_400_000;

interface Due {
  division: number;
  connection_id: string;
}

/** Lets what a division has be read again each day; the installations that use it are then checked anew (domain V2). */
@Injectable()
export class RecheckDivisionsJob {
  private readonly logger = new Logger(RecheckDivisionsJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        const due = await step.tx.query<Due[]>(
          `SELECT DISTINCT ON (d.division) d.division, c.id AS connection_id FROM sync_core.division d
           JOIN sync_core.connection c ON c.division = d.division AND c.status IN ('active', 'incomplete')
           WHERE d.read_at < $1 AND NOT exists (SELECT 1 FROM sync_core.command m
             WHERE m.subject_kind = 'division' AND m.subject_id = d.division::text 
               AND (m.state IN ('waiting', 'sent') OR m.created_at > clock_timestamp() - interval '6 hours'))
           ORDER BY d.division, c.created_at LIMIT $2`,
          [new Date(this.clock.now().getTime() - DAY_MS), DIVISIONS_A_TICK],
        );
        for (const { division, connection_id: connectionId } of due) {
          await this.commands.request(step, {
            contract: fetchExactMasterDataV1,
            connectionId,
            window: exactWindow(division),
            priority: priority.reconciliation,
            subject: { kind: 'division', id: String(division) },
            correlationId: `division ${division}`,
            body: { division, freshness: 'now' },
          });
        }
      });
    } catch (error) {
      this.logger.warn(`Checking installations again waits: ${describeFailure(error)}`);
    }
  }
}

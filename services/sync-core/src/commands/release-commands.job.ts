import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { WRITING_COMMANDS } from './domain/writing-commands.js';
import { SLOTS_TAKEN } from './slots-taken.js';
import { Steps } from './steps.js';

const WINDOWS_A_TICK = 50;

/** Looks each second where it is a waiting command's turn: a quota's time has come, or a process died before it released. */
@Injectable()
export class ReleaseCommandsJob {
  private readonly logger = new Logger(ReleaseCommandsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const window of await this.windowsWithRoom()) await this.steps.run(async (step) => step.touch(window));
    } catch (error) {
      this.logger.warn(`Releasing waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Goes from window to window through the index of what waits: windows without work and the length of a backlog cost nothing. */
  private async windowsWithRoom(): Promise<string[]> {
    const rows = await this.db.query<{ window: string }[]>(
      `WITH RECURSIVE backlog AS (
         (SELECT "window" FROM sync_core.command WHERE state = 'waiting' ORDER BY "window" LIMIT 1)
         UNION ALL
         SELECT (SELECT c."window" FROM sync_core.command c WHERE c.state = 'waiting' AND c."window" > b."window" ORDER BY c."window" LIMIT 1)
         FROM backlog b WHERE b."window" IS NOT NULL)
       SELECT w."window" FROM backlog b JOIN sync_core.release_window w ON w."window" = b."window"
       WHERE (w.not_before IS NULL OR w.not_before <= sync_core.app_now())
         AND exists (SELECT 1 FROM sync_core.command c JOIN sync_core.connection n ON n.id = c.connection_id
                     WHERE c."window" = w."window" AND c.state = 'waiting' AND n.status = 'active'
                       AND NOT (n.dry_run AND c.contract = ANY($2))
                       AND (c.not_before IS NULL OR c.not_before <= sync_core.app_now()))
         AND w.slots > (SELECT ${SLOTS_TAKEN} FROM sync_core.command c WHERE c."window" = w."window" AND c.state = 'sent')
       ORDER BY random() LIMIT $1`,
      [WINDOWS_A_TICK, WRITING_COMMANDS],
    );
    return rows.map((row) => row.window);
  }
}

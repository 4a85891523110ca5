import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
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

  private async windowsWithRoom(): Promise<string[]> {
    const rows = await this.db.query<{ window: string }[]>(
      `SELECT w."window" FROM sync_core.release_window w
       WHERE (w.not_before IS NULL OR w.not_before <= sync_core.app_now())
         AND exists (SELECT 1 FROM sync_core.command c JOIN sync_core.connection n ON n.id = c.connection_id
                     WHERE c."window" = w."window" AND c.state = 'waiting' AND n.status = 'active'
                       AND (c.not_before IS NULL OR c.not_before <= sync_core.app_now()))
         AND w.slots > (SELECT count(*) FROM sync_core.command c WHERE c."window" = w."window" AND c.state = 'sent')
       ORDER BY random() LIMIT $1`,
      [WINDOWS_A_TICK],
    );
    return rows.map((row) => row.window);
  }
}

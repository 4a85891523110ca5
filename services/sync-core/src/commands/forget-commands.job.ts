import { INBOX_DAYS } from '@connector/messaging';
import { deleteInSteps, describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';

/** Takes away, a batch at a time, commands that have had their final answer for long; what they led to stands in its own tables. */
@Injectable()
export class ForgetCommandsJob {
  private readonly logger = new Logger(ForgetCommandsJob.name);

  constructor(private readonly db: DataSource) {}

  @Interval(600_000)
  async tick(): Promise<void> {
    try {
      await deleteInSteps((mostRows) => this.forget(mostRows));
    } catch (error) {
      this.logger.warn(`Old commands stay: ${describeFailure(error)}`);
    }
  }

  /** As long as an inbox remembers: a late second answer to a command that is gone changes nothing, too. */
  private async forget(mostRows: number): Promise<number> {
    const [, forgotten] = await this.db.query<[unknown[], number]>(
      `DELETE FROM sync_core.command WHERE id IN (
         SELECT id FROM sync_core.command
         WHERE state IN ('done', 'refused', 'withdrawn') AND created_at < clock_timestamp() - make_interval(days => $1)
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [INBOX_DAYS, mostRows],
    );
    return forgotten;
  }
}

import { INBOX_DAYS } from '@connector/messaging';
import { deleteInSteps, describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';

/** Takes away, a batch at a time, answers to commands that nobody has any more. What was made in Exact stays in the ledger of attempts. */
@Injectable()
export class ForgetAnswersJob {
  private readonly logger = new Logger(ForgetAnswersJob.name);

  constructor(private readonly db: DataSource) {}

  @Interval(600_000)
  async tick(): Promise<void> {
    try {
      await deleteInSteps((mostRows) => this.forget(mostRows));
    } catch (error) {
      this.logger.warn(`Old answers stay: ${describeFailure(error)}`);
    }
  }

  /** As long as sync-core keeps a command that has had its answer. */
  private async forget(mostRows: number): Promise<number> {
    const [, forgotten] = await this.db.query<[unknown[], number]>(
      `DELETE FROM exact_gateway.command_answer WHERE command_id = ANY(ARRAY(
         SELECT command_id FROM exact_gateway.command_answer WHERE answered_at < now() - make_interval(days => $1)
         ORDER BY answered_at LIMIT $2))`,
      [INBOX_DAYS, mostRows],
    );
    return forgotten;
  }
}

import { INBOX_DAYS } from '@connector/messaging';
import { deleteInSteps, describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';

/**
 * What has done its work, and how long it is still of use: answers for late deliveries of their command, as long as an inbox
 * remembers; feeds for the measure of the next one; orders as long as Amazon gives them, which is two years.
 */
const OLD: readonly { readonly table: string; readonly where: string }[] = [
  { table: 'command_answer', where: `answer IS NOT NULL AND at < clock_timestamp() - interval '${INBOX_DAYS} days'` },
  { table: 'stock_many', where: `finished_at < clock_timestamp() - interval '${INBOX_DAYS} days'` },
  { table: 'stock_feed', where: `finished_at < amazon_gateway.app_now() - interval '90 days'` },
  { table: 'backfill', where: `finished_at < clock_timestamp() - interval '90 days'` },
  { table: 'order_notification', where: `seen_at < clock_timestamp() - interval '15 days'` },
  { table: 'consent_state', where: `good_until < amazon_gateway.app_now() - interval '1 day'` },
  { table: 'seen_order', where: `last_updated_time < amazon_gateway.app_now() - interval '25 months'` },
];

/** Takes away each hour what nobody asks for any more. */
@Injectable()
export class TidyJob {
  private readonly logger = new Logger(TidyJob.name);

  constructor(private readonly db: DataSource) {}

  @Interval(3_600_000)
  async tick(): Promise<void> {
    try {
      for (const old of OLD) await deleteInSteps((mostRows) => this.take(old, mostRows));
    } catch (error) {
      this.logger.warn(`Tidying waits: ${describeFailure(error)}`);
    }
  }

  private async take({ table, where }: (typeof OLD)[number], mostRows: number): Promise<number> {
    const [, taken] = await this.db.query<[unknown[], number]>(
      `DELETE FROM amazon_gateway.${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM amazon_gateway.${table} WHERE ${where} LIMIT $1))`,
      [mostRows],
    );
    return taken;
  }
}

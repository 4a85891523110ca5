import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Steps } from '../commands/steps.js';
import { SendOffers } from './send-offers.js';

/** A run comes in several messages: it is looked at as a whole, once it has been quiet for so long, or after the longest wait. */
const QUIET_SECONDS = 1;
const LONGEST_SECONDS = 10;
const CONNECTIONS_A_TICK = 50;

/** Looks each second whose offers changed. A dry run and a test division compute and show, and never write (domain V4). */
@Injectable()
export class SendOffersJob {
  private readonly logger = new Logger(SendOffersJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly offers: SendOffers,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const id of await this.connectionsWithDueOffers())
        await this.steps.run(async (step) => this.offers.send(step, id));
    } catch (error) {
      this.logger.warn(`Sending stock waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Goes from connection to connection through the index of due offers: one that has none costs nothing. */
  private async connectionsWithDueOffers(): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `WITH RECURSIVE due AS (
         (SELECT connection_id FROM sync_core.stock_offer WHERE is_due ORDER BY connection_id LIMIT 1)
         UNION ALL
         SELECT (SELECT o.connection_id FROM sync_core.stock_offer o WHERE o.is_due AND o.connection_id > d.connection_id
                 ORDER BY o.connection_id LIMIT 1)
         FROM due d WHERE d.connection_id IS NOT NULL)
       SELECT c.id FROM due d JOIN sync_core.connection c ON c.id = d.connection_id
       CROSS JOIN LATERAL (SELECT min(due_since) AS first, max(due_since) AS last FROM sync_core.stock_offer o
                           WHERE o.connection_id = c.id AND o.is_due) t
       WHERE c.status = 'active' AND NOT c.dry_run AND (c.settings #>> '{stock,enabled}')::boolean
         AND (t.last < clock_timestamp() - make_interval(secs => $1) OR t.first < clock_timestamp() - make_interval(secs => $2))
         AND NOT exists (SELECT 1 FROM sync_core.connection x WHERE x.division = c.division AND (x.settings ->> 'isTestDivision')::boolean)
       ORDER BY random() LIMIT $3`,
      [QUIET_SECONDS, LONGEST_SECONDS, CONNECTIONS_A_TICK],
    );
    return rows.map(({ id }) => id);
  }
}

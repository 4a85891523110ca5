import { CLOCK, describeFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { ConfigureConnection } from './configure-connection.js';

const CONNECTIONS_A_TICK = 5;

/**
 * Tries once a day the connections that Exact refuses for lack of a right: whoever gives the right at Exact need not come here
 * too (domain V2, C1). A lost consent is not tried: only a person can give it. Where a person has, and Exact gave no answer when the
 * connection was to go on with it, that is tried until it has one.
 */
@Injectable()
export class TryRefusedRightsJob {
  private readonly logger = new Logger(TryRefusedRightsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly configure: ConfigureConnection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const connectionId of await this.due()) await this.tryOne(connectionId);
    } catch (error) {
      this.logger.warn(`Trying refused rights waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Where Exact gave no answer at all, it is asked again in an hour; it holds up no other. */
  private async tryOne(connectionId: string): Promise<void> {
    try {
      await this.configure.tryAgain(connectionId);
    } catch (thrown) {
      this.logger.warn(`A refused connection is tried again later: ${describeFailure(thrown)}`);
      await this.db.query(
        `UPDATE exact_gateway.connection SET tried_at = $2::timestamptz - interval '23 hours'
         WHERE connection_id = $1 AND refused_reason = 'exact_no_right'`,
        [connectionId, this.clock.now()],
      );
    }
  }

  /** Takes them, so that another replica leaves them alone. */
  private async due(): Promise<string[]> {
    const [rows] = await this.db.query<[{ connection_id: string }[], number]>(
      `UPDATE exact_gateway.connection SET tried_at = $1 WHERE connection_id IN (
         SELECT connection_id FROM exact_gateway.connection c WHERE active
           AND (refused_reason = 'exact_no_right' AND coalesce(tried_at, '-infinity') <= $1::timestamptz - interval '1 day'
             OR refused_reason = 'exact_reauthorisation_needed' AND coalesce(tried_at, '-infinity') <= $1::timestamptz - interval '10 minutes'
               AND EXISTS (SELECT 1 FROM exact_gateway.token_chain t WHERE t.id = c.chain_id AND t.state = 'good'))
         LIMIT ${CONNECTIONS_A_TICK} FOR UPDATE OF c SKIP LOCKED)
       RETURNING connection_id`,
      [this.clock.now()],
    );
    return rows.map(({ connection_id: id }) => id);
  }
}

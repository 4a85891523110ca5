import type { Clock } from '@connector/platform';
import { query } from '@connector/local-infrastructure';
import type { JsonClient } from '@connector/demo';

/** The time of the business, which a test puts forward: for the gateway, its database and the sandbox alike. */
export class ShiftedTime implements Clock {
  private ahead = 0;

  constructor(
    private readonly adminDatabaseUrl: string,
    private readonly sandbox: JsonClient,
  ) {}

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** Amazon goes first: the gateway must not believe that a limit has come back, or that an hour is over, before Amazon does. */
  async advance(seconds: number): Promise<void> {
    const ahead = this.ahead + seconds * 1_000;
    await this.sandbox.send('POST', '/clock/advance', { seconds });
    await query(
      this.adminDatabaseUrl,
      `INSERT INTO amazon_gateway.app_clock (started, shows, speed) SELECT now, now + make_interval(secs => ${ahead / 1_000}), 1
       FROM (SELECT clock_timestamp() AS now) t
       ON CONFLICT (only_row) DO UPDATE SET started = excluded.started, shows = excluded.shows`,
    );
    this.ahead = ahead;
  }
}

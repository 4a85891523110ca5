import type { Clock } from '@connector/platform';
import { query } from '@connector/local-infrastructure';

/** The time of the business, which a test puts forward: for sync-core and its database alike. */
export class ShiftedTime implements Clock {
  private ahead = 0;

  constructor(private readonly adminDatabaseUrl: string) {}

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  async advance({ days = 0, hours = 0, minutes = 0 }): Promise<void> {
    this.ahead += ((days * 24 + hours) * 60 + minutes) * 60_000;
    await query(
      this.adminDatabaseUrl,
      `INSERT INTO sync_core.app_clock (started, shows, speed) SELECT now, now + make_interval(secs => ${this.ahead / 1_000}), 1
       FROM (SELECT clock_timestamp() AS now) t
       ON CONFLICT (only_row) DO UPDATE SET started = excluded.started, shows = excluded.shows`,
    );
  }
}

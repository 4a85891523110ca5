import { CLOCK, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Exact blocks an endpoint after ten client errors an hour; we stop at five. */
const STOP_AT = 5;
/** After so many others within the hour, a 403 is taken for a block: a process that died may not have counted all of them. */
const BLOCK_FROM = 3;
const HOUR_MS = 3_600_000;
const CLIENT_ERRORS = new Set([400, 401, 403, 404]);

/** Counts our own client errors per division and endpoint (exact-online 3). */
@Injectable()
export class ErrorBudget {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws QuotaFailure while the endpoint has had too many client errors within the hour */
  async check(division: number, endpoint: string): Promise<void> {
    const [row] = await this.db.query<{ since: Date; count: number }[]>(
      `SELECT since, count FROM exact_gateway.endpoint_errors WHERE division = $1 AND endpoint = $2`,
      [division, endpoint],
    );
    if (row === undefined || row.count < STOP_AT) return;
    const until = new Date(row.since.getTime() + HOUR_MS);
    if (until > this.clock.now())
      throw new QuotaFailure('exact_error_budget', `Too many refusals at ${endpoint}`, until);
  }

  /**
   * Counts an answer that is a client error.
   * @returns until when the endpoint may be blocked, where the answer looks like a block and not like a missing right: Exact does
   * not say which of the two a 403 is
   */
  async count(division: number, endpoint: string, status: number): Promise<Date | undefined> {
    if (!CLIENT_ERRORS.has(status)) return undefined;
    const now = this.clock.now();
    const [row] = await this.db.query<{ count: number; without_right: number }[]>(
      `INSERT INTO exact_gateway.endpoint_errors AS e (division, endpoint, since, count, without_right) VALUES ($1, $2, $3, 1, $4)
       ON CONFLICT (division, endpoint) DO UPDATE SET
         count = CASE WHEN e.since <= $3::timestamptz - interval '1 hour' THEN 1 ELSE e.count + 1 END,
         without_right = $4 + CASE WHEN e.since <= $3::timestamptz - interval '1 hour' THEN 0 ELSE e.without_right END,
         since = CASE WHEN e.since <= $3::timestamptz - interval '1 hour' THEN $3 ELSE e.since END
       RETURNING count, without_right`,
      [division, endpoint, now, status === 403 ? 1 : 0],
    );
    if (status !== 403 || row === undefined || row.count - row.without_right < BLOCK_FROM) return undefined;
    return new Date(now.getTime() + HOUR_MS);
  }
}

import { CLOCK, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Exact blocks an endpoint after ten client errors an hour; we stop at five. */
const STOP_AT = 5;
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

  async count(division: number, endpoint: string, status: number): Promise<void> {
    if (!CLIENT_ERRORS.has(status)) return;
    const now = this.clock.now();
    await this.db.query(
      `INSERT INTO exact_gateway.endpoint_errors (division, endpoint, since, count) VALUES ($1, $2, $3, 1)
       ON CONFLICT (division, endpoint) DO UPDATE SET
         count = CASE WHEN endpoint_errors.since < $3::timestamptz - interval '1 hour' THEN 1 ELSE endpoint_errors.count + 1 END,
         since = CASE WHEN endpoint_errors.since < $3::timestamptz - interval '1 hour' THEN $3 ELSE endpoint_errors.since END`,
      [division, endpoint, now],
    );
  }
}

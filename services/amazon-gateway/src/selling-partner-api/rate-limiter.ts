import { setTimeout as wait } from 'node:timers/promises';
import { CLOCK, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { limits, type Operation } from './limits.js';

/** How long a caller waits in place, in business seconds. */
const PATIENCE_SECONDS = 2;

/**
 * Token buckets per connection and operation, shared by all replicas: one row each, moved by one statement (GCRA). Fails
 * closed: no database, no call.
 */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws QuotaFailure when there is no token within the patience */
  async take(connectionId: string, operation: Operation): Promise<void> {
    const { rate, burst } = limits[operation];
    const now = this.clock.now();
    const [row] = await this.db.query<{ wait: number }[]>(
      `INSERT INTO amazon_gateway.throttle AS t (connection_id, operation, free_at, rate)
       VALUES ($1, $2, $3::timestamptz + make_interval(secs => 1 / $4::float8), $4)
       ON CONFLICT (connection_id, operation) DO UPDATE
         SET free_at = greatest(t.free_at, $3::timestamptz) + make_interval(secs => 1 / t.rate)
         WHERE t.free_at <= $3::timestamptz + make_interval(secs => ($5::float8 - 1) / t.rate + $6::float8)
       RETURNING greatest(0, extract(epoch FROM free_at - $3::timestamptz)::float8 - $5::float8 / rate) AS wait`,
      [connectionId, operation, now, rate, burst, PATIENCE_SECONDS],
    );
    if (row === undefined)
      throw new QuotaFailure(
        'amazon_rate_limit',
        `${operation} has no token left`,
        await this.freeAt(connectionId, operation),
      );
    if (row.wait > 0) await wait(row.wait * 1_000);
  }

  /** Amazon refused although we had a token: nobody calls before one more interval has passed. */
  async refused(connectionId: string, operation: Operation): Promise<Date> {
    const { burst } = limits[operation];
    const now = this.clock.now();
    await this.db.query(
      `UPDATE amazon_gateway.throttle SET free_at = greatest(free_at, $3::timestamptz + make_interval(secs => ($4::float8 + 1) / rate))
       WHERE connection_id = $1 AND operation = $2`,
      [connectionId, operation, now, burst],
    );
    return this.freeAt(connectionId, operation);
  }

  /** The rate that Amazon says it really gives (`x-amzn-RateLimit-Limit`). */
  async correct(connectionId: string, operation: Operation, rate: number): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.throttle SET rate = $3 WHERE connection_id = $1 AND operation = $2 AND abs(rate - $3) > 0.00001`,
      [connectionId, operation, rate],
    );
  }

  private async freeAt(connectionId: string, operation: Operation): Promise<Date> {
    const { burst } = limits[operation];
    const [row] = await this.db.query<{ at: Date }[]>(
      `SELECT free_at - make_interval(secs => ($3::float8 - 1) / rate) AS at FROM amazon_gateway.throttle WHERE connection_id = $1 AND operation = $2`,
      [connectionId, operation, burst],
    );
    return row?.at ?? new Date(this.clock.now().getTime() + 1_000);
  }
}

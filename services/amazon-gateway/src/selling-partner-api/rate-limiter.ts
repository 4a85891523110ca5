import { setTimeout as wait } from 'node:timers/promises';
import { ENVIRONMENT, QuotaFailure } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { limits, usableBurst, type Operation } from './limits.js';

/** How long a caller waits in place, in business seconds. */
const PATIENCE_SECONDS = 2;

/**
 * Token buckets per connection and operation, shared by all replicas: one row each, moved by one statement (GCRA), on the
 * database's clock, so that replicas need not agree on the time. Fails closed: no database, no call.
 */
@Injectable()
export class RateLimiter {
  constructor(
    private readonly db: DataSource,
    @Inject(ENVIRONMENT) private readonly environment: Pick<AmazonGatewayEnvironment, 'CLOCK_SPEED'>,
  ) {}

  /**
   * Takes a token; waits up to the patience for one. `leave`: tokens of the burst that are left to others.
   * @throws QuotaFailure when there is no token within the patience
   */
  async take(connectionId: string, operation: Operation, leave = 0): Promise<void> {
    const { rate } = limits[operation];
    const burst = Math.max(1, usableBurst(operation) - leave);
    const [row] = await this.db.query<{ wait: number }[]>(
      `INSERT INTO amazon_gateway.throttle AS t (connection_id, operation, free_at, rate)
       VALUES ($1, $2, amazon_gateway.app_now() + make_interval(secs => 1 / $3::float8), $3)
       ON CONFLICT (connection_id, operation) DO UPDATE
         SET free_at = greatest(t.free_at, amazon_gateway.app_now()) + make_interval(secs => 1 / t.rate)
         WHERE t.free_at <= amazon_gateway.app_now() + make_interval(secs => ($4::float8 - 1) / t.rate + $5::float8)
       RETURNING greatest(0, extract(epoch FROM free_at - amazon_gateway.app_now())::float8 - $4::float8 / rate) AS wait`,
      [connectionId, operation, rate, burst, PATIENCE_SECONDS],
    );
    if (row === undefined)
      throw new QuotaFailure(
        'amazon_rate_limit',
        `${operation} has no token left`,
        await this.freeAt(connectionId, operation, burst),
      );
    if (row.wait > 0) await wait((row.wait * 1_000) / this.environment.CLOCK_SPEED);
  }

  /** Amazon refused although we had a token: its bucket is empty, so nobody calls before one interval more has passed. */
  async refused(connectionId: string, operation: Operation): Promise<Date> {
    const burst = usableBurst(operation);
    await this.db.query(
      `UPDATE amazon_gateway.throttle
       SET free_at = greatest(free_at, amazon_gateway.app_now() + make_interval(secs => ($3::float8 + 1) / rate))
       WHERE connection_id = $1 AND operation = $2`,
      [connectionId, operation, burst],
    );
    return this.freeAt(connectionId, operation, burst);
  }

  /** The rate that Amazon says it really gives (`x-amzn-RateLimit-Limit`). */
  async correct(connectionId: string, operation: Operation, rate: number): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.throttle SET rate = $3 WHERE connection_id = $1 AND operation = $2 AND abs(rate - $3) > 0.00001`,
      [connectionId, operation, rate],
    );
  }

  /** Business seconds until so many calls may have been made from now on, if nobody else calls; `leave` as in `take`. */
  async secondsFor(connectionId: string, operation: Operation, calls: number, leave = 0): Promise<number> {
    const burst = Math.max(1, usableBurst(operation) - leave);
    const [row] = await this.db.query<{ seconds: number }[]>(
      `SELECT greatest(0, extract(epoch FROM greatest(coalesce(t.free_at, n.now), n.now) - n.now)::float8
         + ($3::float8 - $4::float8) / coalesce(t.rate, $5::float8)) AS seconds
       FROM (SELECT amazon_gateway.app_now() AS now) n
       LEFT JOIN amazon_gateway.throttle t ON t.connection_id = $1 AND t.operation = $2`,
      [connectionId, operation, calls, burst, limits[operation].rate],
    );
    return Math.ceil(row!.seconds);
  }

  private async freeAt(connectionId: string, operation: Operation, burst: number): Promise<Date> {
    const [row] = await this.db.query<{ at: Date }[]>(
      `SELECT coalesce((SELECT free_at - make_interval(secs => ($3::float8 - 1) / rate) FROM amazon_gateway.throttle
         WHERE connection_id = $1 AND operation = $2), amazon_gateway.app_now() + interval '1 second') AS at`,
      [connectionId, operation, burst],
    );
    return row!.at;
  }
}

import { CLOCK, QuotaFailure, type Clock } from '@connector/platform';
import { uuidV7 } from '@connector/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';

/** Who calls: the catalogue stops while there is still enough of the day for orders, and a reserve stays for people. */
export type CallClass = 'person' | 'order' | 'stock' | 'catalogue';

const MINUTE_LIMIT = 60;
const DAY_LIMIT = 5_000;
const RESERVED_FOR_PEOPLE = 300;
const CATALOGUE_FLOOR = 0.4;
const PATIENCE_MS = 2_000;
const POLL_MS = 15;

/** The headers of an answer, as far as they tell of limits. */
export interface LimitHeaders {
  readonly minuteRemaining?: number;
  readonly minuteResetInMs?: number;
  readonly dayRemaining?: number;
  readonly dayLimit?: number;
  readonly dayResetInMs?: number;
}

interface Quota {
  in_flight: string | null;
  minute_remaining: number;
  minute_reset: Date;
  day_remaining: number;
  day_limit: number;
  day_reset: Date;
}

/**
 * One call in flight per division, 60 a minute, 5,000 a day, for all replicas together: one row, one statement, failing
 * closed (architecture, Throttling; exact-online 3). Windows come from the headers of the answers.
 */
@Injectable()
export class Limiter {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A permit for one call, which {@link done} gives back.
   * @throws QuotaFailure when there is none within two seconds
   */
  async permit(division: number, callClass: CallClass, leaseMs: number): Promise<string> {
    const permit = uuidV7();
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const taken = await this.take(division, callClass, permit, leaseMs);
      if (taken) return permit;
      const quota = await this.read(division);
      const now = this.clock.now();
      if (quota !== undefined && quota.day_remaining <= floorOf(callClass, quota.day_limit) && quota.day_reset > now) {
        throw new QuotaFailure('exact_day_limit', 'The calls of the day are used up', quota.day_reset);
      }
      if (quota !== undefined && quota.minute_remaining <= 0 && quota.minute_reset > now) {
        const inMs = quota.minute_reset.getTime() - now.getTime();
        if (inMs > until - Date.now())
          throw new QuotaFailure('exact_minute_limit', 'The calls of the minute are used up', quota.minute_reset);
      }
      if (Date.now() > until)
        throw new QuotaFailure('exact_call_in_flight', 'Another call is in flight', new Date(now.getTime() + 1_000));
      await wait(POLL_MS);
    }
  }

  /** Gives the permit back as soon as the call has ended, however it ended, with what the headers said. */
  async done(division: number, permit: string, headers: LimitHeaders): Promise<void> {
    const now = this.clock.now().getTime();
    const at = (inMs: number | undefined): Date | null => (inMs === undefined ? null : new Date(now + inMs));
    await this.db.query(
      `UPDATE exact_gateway.quota SET in_flight = NULL,
         minute_remaining = coalesce($3, minute_remaining), minute_reset = coalesce($4, minute_reset),
         day_remaining = coalesce($5, day_remaining), day_limit = coalesce($6, day_limit), day_reset = coalesce($7, day_reset)
       WHERE division = $1 AND in_flight = $2`,
      [
        division,
        permit,
        headers.minuteRemaining ?? null,
        at(headers.minuteResetInMs),
        headers.dayRemaining ?? null,
        headers.dayLimit ?? null,
        at(headers.dayResetInMs),
      ],
    );
  }

  private async take(division: number, callClass: CallClass, permit: string, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const [, taken] = await this.db.query<[unknown[], number]>(
      `UPDATE exact_gateway.quota SET in_flight = $2, in_flight_until = clock_timestamp() + make_interval(secs => $3),
         minute_remaining = CASE WHEN minute_reset <= $4 THEN minute_limit ELSE minute_remaining END - 1,
         minute_reset = CASE WHEN minute_reset <= $4 THEN $4::timestamptz + interval '60 seconds' ELSE minute_reset END,
         day_remaining = CASE WHEN day_reset <= $4 THEN day_limit ELSE day_remaining END - 1,
         day_reset = CASE WHEN day_reset <= $4 THEN $4::timestamptz + interval '1 day' ELSE day_reset END
       WHERE division = $1 AND (in_flight IS NULL OR in_flight_until < clock_timestamp())
         AND (minute_remaining > 0 OR minute_reset <= $4)
         AND (day_reset <= $4 OR day_remaining > CASE WHEN $5 THEN day_limit * ${CATALOGUE_FLOOR} ELSE $6::int END)`,
      [
        division,
        permit,
        leaseMs / 1_000,
        now,
        callClass === 'catalogue',
        callClass === 'person' ? 0 : RESERVED_FOR_PEOPLE,
      ],
    );
    return taken === 1;
  }

  private async read(division: number): Promise<Quota | undefined> {
    const [row] = await this.db.query<Quota[]>(`SELECT * FROM exact_gateway.quota WHERE division = $1`, [division]);
    if (row !== undefined) return row;
    const now = this.clock.now();
    await this.db.query(
      `INSERT INTO exact_gateway.quota (division, minute_limit, minute_remaining, minute_reset, day_limit, day_remaining, day_reset)
       VALUES ($1, $2, $2, $4, $3, $3, $4) ON CONFLICT DO NOTHING`,
      [division, MINUTE_LIMIT, DAY_LIMIT, now],
    );
    return undefined;
  }
}

function floorOf(callClass: CallClass, dayLimit: number): number {
  if (callClass === 'catalogue') return dayLimit * CATALOGUE_FLOOR;
  return callClass === 'person' ? 0 : RESERVED_FOR_PEOPLE;
}

/**
 * What a 429 says. It carries the headers of the limit that was hit, and very old ones carry none: unless the day is named,
 * the minute is used up (exact-online 3).
 */
export function exhausted(headers: LimitHeaders): LimitHeaders {
  if (headers.dayRemaining === 0) return { dayResetInMs: 3_600_000, ...headers };
  return { minuteResetInMs: 60_000, ...headers, minuteRemaining: 0 };
}

/** What the headers of an answer say; Reset is in epoch milliseconds of Exact's clock, so it is read against the answer's Date. */
export function limitHeaders(headers: Headers): LimitHeaders {
  const number = (name: string): number | undefined => {
    const value = headers.get(name);
    return value === null || !/^\d+$/.test(value) ? undefined : Number(value);
  };
  const answeredAt = Date.parse(headers.get('date') ?? '');
  const inMs = (name: string, cap: number): number | undefined => {
    const reset = number(name);
    if (reset === undefined) return undefined;
    return Math.min(cap, Math.max(0, reset - (Number.isNaN(answeredAt) ? Date.now() : answeredAt)) + 1_000);
  };
  return Object.fromEntries(
    Object.entries({
      minuteRemaining: number('x-ratelimit-minutely-remaining'),
      minuteResetInMs: inMs('x-ratelimit-minutely-reset', 65_000),
      dayRemaining: number('x-ratelimit-remaining'),
      dayLimit: number('x-ratelimit-limit'),
      dayResetInMs: inMs('x-ratelimit-reset', 86_400_000),
    }).filter(([, value]) => value !== undefined),
  );
}

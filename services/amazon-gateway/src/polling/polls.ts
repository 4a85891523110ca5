import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export type Flow = 'orders' | 'orders-control' | 'catalogue';

/** Where a flow of a connection stands. */
export interface Poll {
  readonly connectionId: string;
  readonly cursor: Date | null;
  /** where in the middle of a walk it stands, if it does */
  readonly page: unknown;
  readonly failures: number;
}

/** Real seconds for which a process owns a poll; long enough for one page. */
const LEASE_SECONDS = 120;

/** The table of due polls: many replicas share it, and a dead one's lease runs out. Due times are business time. */
@Injectable()
export class Polls {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes one poll that is due, of a connection that works. */
  async take(flow: Flow): Promise<Poll | undefined> {
    const [rows] = await this.db.query<[Poll[], number]>(
      `UPDATE amazon_gateway.poll p SET leased_until = clock_timestamp() + make_interval(secs => $3)
       WHERE (p.connection_id, p.flow) = (
         SELECT q.connection_id, q.flow FROM amazon_gateway.poll q JOIN amazon_gateway.connection c USING (connection_id)
         WHERE q.flow = $1 AND q.due_at <= $2 AND (q.leased_until IS NULL OR q.leased_until < clock_timestamp())
           AND c.active AND c.refused_reason IS NULL
         ORDER BY q.due_at LIMIT 1 FOR UPDATE OF q SKIP LOCKED)
       RETURNING p.connection_id AS "connectionId", p.cursor, p.page, p.failures`,
      [flow, this.clock.now(), LEASE_SECONDS],
    );
    return rows[0];
  }

  /** A page is done and more follow: the next is due at once. In the transaction of what the page brought. */
  async turnPage(tx: EntityManager, poll: Poll, flow: Flow, page: object): Promise<void> {
    await tx.query(
      `UPDATE amazon_gateway.poll SET page = $3, leased_until = NULL, failures = 0, due_at = $4 WHERE connection_id = $1 AND flow = $2`,
      [poll.connectionId, flow, JSON.stringify(page), this.clock.now()],
    );
  }

  /** The walk is done. In the transaction of its last page. */
  async finish(tx: EntityManager, poll: Poll, flow: Flow, cursor: Date, nextInSeconds: number): Promise<void> {
    const now = this.clock.now();
    const jitter = 1 + Math.random() / 20;
    await tx.query(
      `UPDATE amazon_gateway.poll SET page = NULL, leased_until = NULL, failures = 0, cursor = $3, due_at = $4, last_done_at = $5, last_trouble = NULL
       WHERE connection_id = $1 AND flow = $2`,
      [poll.connectionId, flow, cursor, new Date(now.getTime() + nextInSeconds * 1_000 * jitter), now],
    );
  }

  /** It did not work: later again, no page forgotten unless `restart`. */
  async later(
    poll: Poll,
    flow: Flow,
    at: Date,
    trouble: string,
    options: { restart?: boolean; counts?: boolean } = {},
  ): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.poll SET leased_until = NULL, due_at = $3, last_trouble = $4, failures = failures + $5,
         page = CASE WHEN $6 THEN NULL ELSE page END WHERE connection_id = $1 AND flow = $2`,
      [poll.connectionId, flow, at, trouble, options.counts === false ? 0 : 1, options.restart === true],
    );
  }
}

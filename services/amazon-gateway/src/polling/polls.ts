import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export type Flow =
  | 'orders'
  | 'orders-control'
  | 'orders-backfill'
  | 'order-changes'
  | 'catalogue'
  | 'catalogue-whole'
  | 'stock-many'
  | 'stock-read-back';

/** Where a flow of a connection stands. */
export interface Poll {
  readonly connectionId: string;
  readonly flow: Flow;
  readonly cursor: Date | null;
  /** where in the middle of a walk it stands, if it does */
  readonly page: unknown;
  readonly failures: number;
  /** when something new was seen last */
  readonly activeAt: Date | null;
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
       RETURNING p.connection_id AS "connectionId", p.flow, p.cursor, p.page, p.failures, p.active_at AS "activeAt"`,
      [flow, this.clock.now(), LEASE_SECONDS],
    );
    return rows[0];
  }

  /** A page is done and more follow: the next is due at once, unless said otherwise. In the transaction of what the page brought. */
  async turnPage(tx: EntityManager, poll: Poll, flow: Flow, page: object, due = this.clock.now()): Promise<void> {
    await tx.query(
      `UPDATE amazon_gateway.poll SET page = $3, leased_until = NULL, failures = 0, due_at = $4 WHERE connection_id = $1 AND flow = $2`,
      [poll.connectionId, flow, JSON.stringify(page), due],
    );
  }

  /** Part of a page is done: a restart goes on behind it. In the transaction of what that part brought. */
  async note(tx: EntityManager, poll: Poll, flow: Flow, page: object): Promise<void> {
    await tx.query(`UPDATE amazon_gateway.poll SET page = $3, failures = 0 WHERE connection_id = $1 AND flow = $2`, [
      poll.connectionId,
      flow,
      JSON.stringify(page),
    ]);
  }

  /** Something new was seen. In the transaction that saw it. */
  async active(tx: EntityManager, { connectionId, flow }: Poll): Promise<void> {
    await tx.query(`UPDATE amazon_gateway.poll SET active_at = $3 WHERE connection_id = $1 AND flow = $2`, [
      connectionId,
      flow,
      this.clock.now(),
    ]);
  }

  /** A page takes long: its owner stays so. */
  async extend({ connectionId, flow }: Poll): Promise<void> {
    await this.db.query(
      `UPDATE amazon_gateway.poll SET leased_until = clock_timestamp() + make_interval(secs => $3) WHERE connection_id = $1 AND flow = $2`,
      [connectionId, flow, LEASE_SECONDS],
    );
  }

  /** A flow that follows from another begins at this moment, unless it has begun before. In the transaction of the other. */
  async begin(tx: EntityManager, connectionId: string, flow: Flow, cursor: Date): Promise<void> {
    await tx.query(
      `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, cursor, failures) VALUES ($1, $2, $3, $4, 0)
       ON CONFLICT (connection_id, flow) DO UPDATE SET cursor = coalesce(poll.cursor, excluded.cursor)`,
      [connectionId, flow, this.clock.now(), cursor],
    );
  }

  /** Something is asked for that waits for nothing else: the flow is due now. In the transaction of the wish. */
  async wake(tx: EntityManager, connectionId: string, flow: Flow): Promise<void> {
    await tx.query(
      `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, failures) VALUES ($1, $2, $3, 0)
       ON CONFLICT (connection_id, flow) DO UPDATE SET due_at = least(poll.due_at, excluded.due_at)`,
      [connectionId, flow, this.clock.now()],
    );
  }

  /** Nothing is left to do until somebody asks for more. In the transaction that found it so. */
  async rest(tx: EntityManager, poll: Poll, flow: Flow): Promise<void> {
    await tx.query(
      `UPDATE amazon_gateway.poll SET page = NULL, leased_until = NULL, failures = 0, due_at = 'infinity', last_done_at = $3, last_trouble = NULL
       WHERE connection_id = $1 AND flow = $2`,
      [poll.connectionId, flow, this.clock.now()],
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

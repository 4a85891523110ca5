import { CLOCK, describeFailure, Failure, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Connections } from '../connections/connections.js';
import { ReadStockFeed } from '../stock/read-stock-feed.js';

/** Two readings by hints are so far apart at least: a day of them takes less than a third of the calls. */
const APART_MS = 60_000;
const AGAIN_MS = 30_000;
const WITHOUT_RIGHT_MS = 86_400_000;
const DIVISIONS_A_TICK = 20;

/** Reads the stock feed where webhooks hinted at a change (domain S3). The feed is the truth; a lost hint costs an hour. */
@Injectable()
export class FollowHintsJob {
  private readonly logger = new Logger(FollowHintsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly feed: ReadStockFeed,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const division of await this.due()) await this.follow(division);
    } catch (error) {
      this.logger.warn(`Hints wait: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Messages that Exact sends again for 34 hours are known for three days. */
  @Interval(3_600_000)
  async forget(): Promise<void> {
    const forgotten = this.db.query(
      `DELETE FROM exact_gateway.webhook_seen WHERE seen_at < $1::timestamptz - interval '3 days'`,
      [this.clock.now()],
    );
    await forgotten.catch((error: unknown) => this.logger.warn(`Old webhooks stay: ${describeFailure(error)}`));
  }

  /** A hint that comes while its feed is being read is due again afterwards. */
  private async due(): Promise<number[]> {
    const [rows] = await this.db.query<[{ division: number }[], number]>(
      `UPDATE exact_gateway.stock_hint SET due_at = 'infinity', not_before = $1::timestamptz + make_interval(secs => $2)
       WHERE division IN (SELECT division FROM exact_gateway.stock_hint WHERE due_at <= $1
         ORDER BY due_at LIMIT ${DIVISIONS_A_TICK} FOR UPDATE SKIP LOCKED) RETURNING division`,
      [this.clock.now(), APART_MS / 1_000],
    );
    return rows.map(({ division }) => division);
  }

  private async follow(division: number): Promise<void> {
    const connection = await this.connections.workingOf(division);
    if (connection === undefined) return;
    try {
      const envelope = { connectionId: connection.connectionId, correlationId: `stock ${division}` };
      await this.feed.read(this.connections.access(connection, 'stock'), envelope);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      this.logger.warn(`The stock of division ${division} is read later: ${describeFailure(thrown, 200)}`);
      await this.later(division, thrown);
    }
  }

  /** Without the right to stock no hint helps: it is looked for once a day, whatever is hinted meanwhile. */
  private async later(division: number, failure: Failure): Promise<void> {
    const now = this.clock.now().getTime();
    const lacksRight = failure.reasonCode === 'exact_no_right';
    const soon = new Date(now + (lacksRight ? WITHOUT_RIGHT_MS : AGAIN_MS));
    await this.db.query(
      `UPDATE exact_gateway.stock_hint SET due_at = $2, not_before = CASE WHEN $3 THEN $2 ELSE not_before END WHERE division = $1`,
      [division, failure instanceof QuotaFailure ? failure.notBefore : soon, lacksRight],
    );
  }
}

import { CLOCK, describeFailure, ENVIRONMENT, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Connections } from '../connections/connections.js';
import type { ExactGatewayEnvironment } from '../environment.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { WebhookSubscriptions, type Subscription } from '../exact-api/webhook-subscriptions.js';
import { publicUrl } from '../public-environment.js';

/** Planned outgoing stock has no topic of its own: sales orders move it (domain S3; exact-online 13). */
const TOPICS = ['StockPositions', 'SalesOrders'] as const;
const DIVISIONS_A_TICK = 5;

/** Keeps our subscriptions at every division, looked at once a day: whoever deletes one gets it back. */
@Injectable()
export class SubscribeToChangesJob {
  private readonly logger = new Logger(SubscribeToChangesJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly connections: Connections,
    private readonly subscriptions: WebhookSubscriptions,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: ExactGatewayEnvironment,
  ) {}

  @Interval(10_000)
  async tick(): Promise<void> {
    const url = publicUrl(this.environment, '/webhooks/exact');
    if (this.running || url === undefined || this.environment.EXACT_WEBHOOK_SECRET === undefined) return;
    this.running = true;
    try {
      for (const division of await this.due()) await this.look(division, url);
    } catch (error) {
      this.logger.warn(`Subscribing waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }

  /** Takes the divisions whose day is over; another replica leaves them alone, and a failure waits an hour. */
  private async due(): Promise<number[]> {
    const rows = await this.db.query<{ division: number }[]>(
      `INSERT INTO exact_gateway.webhook_division AS w (division, due_at)
       SELECT DISTINCT c.division, $1::timestamptz + interval '1 hour' FROM exact_gateway.connection c
       LEFT JOIN exact_gateway.webhook_division d ON d.division = c.division
       WHERE c.active AND c.refused_reason IS NULL AND (d.due_at IS NULL OR d.due_at <= $1) LIMIT ${DIVISIONS_A_TICK}
       ON CONFLICT (division) DO UPDATE SET due_at = excluded.due_at WHERE w.due_at <= $1 RETURNING division`,
      [this.clock.now()],
    );
    return rows.map(({ division }) => division);
  }

  private async look(division: number, url: string): Promise<void> {
    const connection = await this.connections.workingOf(division);
    if (connection === undefined) return;
    const access = this.connections.access(connection, 'stock');
    try {
      const standing = await this.subscriptions.all(access);
      let all = true;
      for (const topic of TOPICS) all = (await this.keep(access, topic, url, standing)) && all;
      if (all) await this.lookAgainTomorrow(division);
    } catch (thrown) {
      this.say(division, thrown);
    }
  }

  private async lookAgainTomorrow(division: number): Promise<void> {
    const tomorrow = new Date(this.clock.now().getTime() + 86_400_000);
    await this.db.query(`UPDATE exact_gateway.webhook_division SET due_at = $2 WHERE division = $1`, [
      division,
      tomorrow,
    ]);
  }

  private say(division: number, thrown: unknown): void {
    if (!(thrown instanceof Failure)) throw thrown;
    this.logger.warn(`Division ${division} lacks a subscription: ${describeFailure(thrown, 200)}`);
  }

  /** One with another address is deleted and made anew: Exact changes none. False: not now. */
  private async keep(
    access: ExactAccess,
    topic: string,
    url: string,
    standing: readonly Subscription[],
  ): Promise<boolean> {
    const found = standing.find((one) => one.topic === topic);
    let kept = found;
    try {
      if (found !== undefined && found.url !== url) await this.subscriptions.remove(access, found.id);
      if (found?.url !== url) kept = await this.subscriptions.create(access, topic, url);
    } catch (thrown) {
      this.say(access.division, thrown);
      return false;
    }
    await this.db.query(
      `INSERT INTO exact_gateway.webhook_subscription (division, topic, client_id) VALUES ($1, $2, $3)
       ON CONFLICT (division, topic) DO UPDATE SET client_id = excluded.client_id`,
      [access.division, topic, kept!.clientId],
    );
    return true;
  }
}

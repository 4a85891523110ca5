import { CLOCK, databaseGauge, ENVIRONMENT, type Clock, type Reading } from '@connector/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CLIENT_SECRET_DAYS, daysLeft, expiresAt } from '../consent/domain/expiry.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { limits, usableBurst, type Operation } from '../selling-partner-api/limits.js';

/** Polls, limits and consents as metrics. No label names a seller: the worst of them counts, and how many there are. */
@Injectable()
export class AmazonGauges implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  onModuleInit(): void {
    const labelled = (name: string, help: string, label: string, sql: string, usual: readonly string[] = []): void =>
      databaseGauge(name, help, [label], () => this.read(label, sql, usual));
    labelled(
      'schedule_lag_seconds',
      'By how much the most overdue run is late, in business time',
      'schedule',
      LAG,
      FLOWS,
    );
    labelled(
      'schedule_last_success_seconds',
      'How long ago the connection was read to the end that was read least recently, in business time',
      'schedule',
      LAST_SUCCESS,
      FLOWS,
    );
    labelled('schedule_failing', 'Connections that could not be read three times in a row', 'schedule', FAILING, FLOWS);
    labelled('amazon_connections', 'Connections by what Amazon lets them do', 'state', CONNECTIONS, [
      'active',
      'refused',
      'paused',
      'without-buyers',
    ]);
    labelled('amazon_unreadable', 'What Amazon sent and nobody can read', 'kind', UNREADABLE, ['order', 'listing']);
    databaseGauge(
      'amazon_quota_left_ratio',
      'Share of the burst that is left, where the least is left',
      ['operation'],
      () => this.quotas(),
    );
    databaseGauge(
      'amazon_client_secret_days_left',
      'Days until the client secret of our app ends; all sellers stand still without it',
      [],
      async () => this.secretDays(),
    );
  }

  /** Nothing where nobody said since when the secret is used. */
  private secretDays(): Reading[] {
    const since = this.environment.AMAZON_CLIENT_SECRET_SINCE;
    if (since === undefined) return [];
    return [{ value: daysLeft(expiresAt(new Date(since), CLIENT_SECRET_DAYS), this.clock.now()) }];
  }

  private async read(label: string, sql: string, usual: readonly string[]): Promise<Reading[]> {
    const rows = await this.db.query<{ label: string; value: number }[]>(sql);
    return [
      ...usual.map((name) => ({ labels: { [label]: name }, value: 0 })),
      ...rows.map((row) => ({ labels: { [label]: row.label }, value: row.value })),
    ];
  }

  private async quotas(): Promise<Reading[]> {
    const rows = await this.db.query<{ operation: string; taken: number }[]>(
      `SELECT operation, max(greatest(0, extract(epoch FROM free_at - amazon_gateway.app_now())) * rate)::float8 AS taken
       FROM amazon_gateway.throttle GROUP BY operation`,
    );
    const taken = new Map(rows.map((row) => [row.operation, row.taken]));
    return (Object.keys(limits) as Operation[]).map((operation) => ({
      labels: { operation },
      value: Math.max(0, 1 - (taken.get(operation) ?? 0) / usableBurst(operation)),
    }));
  }
}

const FLOWS = ['orders', 'orders-control', 'catalogue'];

const OF_WORKING_CONNECTIONS = `FROM amazon_gateway.poll p JOIN amazon_gateway.connection c USING (connection_id)
  WHERE c.active AND c.refused_reason IS NULL`;

const LAG = `SELECT p.flow AS label, greatest(0, max(extract(epoch FROM amazon_gateway.app_now() - p.due_at)))::float8 AS value
  ${OF_WORKING_CONNECTIONS} GROUP BY p.flow`;

const LAST_SUCCESS = `SELECT p.flow AS label,
    greatest(0, max(extract(epoch FROM amazon_gateway.app_now() - p.last_done_at)))::float8 AS value
  ${OF_WORKING_CONNECTIONS} AND p.last_done_at IS NOT NULL GROUP BY p.flow`;

const FAILING = `SELECT p.flow AS label, count(*)::int AS value ${OF_WORKING_CONNECTIONS} AND p.failures >= 3 GROUP BY p.flow`;

const CONNECTIONS = `SELECT CASE WHEN NOT active THEN 'paused' WHEN refused_reason IS NOT NULL THEN 'refused'
    WHEN roles_missing_since IS NOT NULL THEN 'without-buyers' ELSE 'active' END AS label, count(*)::int AS value
  FROM amazon_gateway.connection GROUP BY 1`;

const UNREADABLE = `SELECT kind AS label, count(*)::int AS value FROM amazon_gateway.unreadable GROUP BY kind`;

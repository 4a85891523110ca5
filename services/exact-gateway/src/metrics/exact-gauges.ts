import { CLOCK, databaseGauge, type Clock, type Reading } from '@connector/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Limits, tokens and doubts as metrics. No label names an administration: the worst of them counts, and how many there are. */
@Injectable()
export class ExactGauges implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const labelled = (name: string, help: string, label: string, sql: string, usual: readonly string[] = []): void =>
      databaseGauge(name, help, [label], () => this.read(label, sql, usual));
    labelled('exact_quota_left_calls', 'Calls left in the window, where the fewest are left', 'window', LEFT);
    labelled(
      'exact_quota_left_ratio',
      'Share of the window that is left, where the least is left',
      'window',
      LEFT_RATIO,
    );
    labelled('exact_quota_used_calls', 'Calls made in the window by all administrations together', 'window', USED);
    labelled('exact_token_chains', 'Chains of refresh tokens', 'state', CHAINS, ['good', 'broken']);
    labelled('exact_connections', 'Connections by what Exact lets them do', 'state', CONNECTIONS, [
      'active',
      'refused',
      'paused',
    ]);
    labelled('exact_attempts_open', 'Creations whose end is not known', 'state', ATTEMPTS, [
      'leased',
      'unclear',
      'held',
    ]);
    databaseGauge(
      'exact_token_oldest_seconds',
      'Age of the oldest refresh token of a good chain; Exact lets an unused one die after 30 days',
      [],
      () => this.one(OLDEST_TOKEN),
    );
    databaseGauge(
      'exact_endpoint_errors_highest',
      'Client errors within the hour at the endpoint that has the most; the connector stops at 5, Exact blocks at 10',
      [],
      () => this.one(ERRORS),
    );
  }

  private async read(label: string, sql: string, usual: readonly string[]): Promise<Reading[]> {
    const rows = await this.db.query<{ label: string; value: number | null }[]>(sql, this.now(sql));
    const found = rows.flatMap((row) =>
      row.value === null ? [] : [{ labels: { [label]: row.label }, value: row.value }],
    );
    return [...usual.map((name) => ({ labels: { [label]: name }, value: 0 })), ...found];
  }

  private async one(sql: string): Promise<Reading[]> {
    const [row] = await this.db.query<{ value: number | null }[]>(sql, this.now(sql));
    return [{ value: row?.value ?? 0 }];
  }

  private now(sql: string): Date[] {
    return sql.includes('$1') ? [this.clock.now()] : [];
  }
}

const WINDOWS = (figure: string): string =>
  (['minute', 'day'] as const)
    .map(
      (window) =>
        `SELECT '${window}' AS label, ${figure.replaceAll('WINDOW', window)}::float8 AS value FROM exact_gateway.quota`,
    )
    .join(' UNION ALL ');

/** A window that has ended is whole again, though nobody has called since. */
const REMAINING = `CASE WHEN WINDOW_reset <= $1::timestamptz THEN WINDOW_limit ELSE WINDOW_remaining END`;

const LEFT = WINDOWS(`min(${REMAINING})`);
const LEFT_RATIO = WINDOWS(`min((${REMAINING})::float8 / greatest(WINDOW_limit, 1))`);
const USED = WINDOWS(`coalesce(sum(WINDOW_limit - (${REMAINING})), 0)`);

const CHAINS = `SELECT state AS label, count(*)::int AS value FROM exact_gateway.token_chain t
  WHERE exists (SELECT 1 FROM exact_gateway.connection c WHERE c.chain_id = t.id) GROUP BY state`;

const CONNECTIONS = `SELECT CASE WHEN NOT active THEN 'paused' WHEN refused_reason IS NULL THEN 'active' ELSE 'refused' END AS label,
    count(*)::int AS value FROM exact_gateway.connection GROUP BY 1`;

const ATTEMPTS = `SELECT state AS label, count(*)::int AS value FROM exact_gateway.attempt
  WHERE state IN ('leased', 'unclear', 'held') GROUP BY state`;

const OLDEST_TOKEN = `SELECT max(extract(epoch FROM $1::timestamptz - t.obtained_at))::float8 AS value
  FROM exact_gateway.token_chain t JOIN exact_gateway.connection c ON c.chain_id = t.id
  WHERE t.state = 'good' AND c.refused_reason IS NULL AND t.obtained_at IS NOT NULL`;

const ERRORS = `SELECT max(count)::float8 AS value FROM exact_gateway.endpoint_errors
  WHERE since > $1::timestamptz - interval '1 hour'`;

import { reasonCatalogue, reasonOf } from '@connector/contracts';
import { databaseGauge, type Reading } from '@connector/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What waits, for whom and since when, as metrics. Each reads an index of what is open; what is finished costs nothing. */
@Injectable()
export class WorkGauges implements OnModuleInit {
  constructor(private readonly db: DataSource) {}

  onModuleInit(): void {
    const gauge = (name: string, help: string, labels: readonly string[], sql: string, usual: Reading[] = []): void =>
      databaseGauge(name, help, labels, () => this.read(labels, sql, usual));
    gauge(
      'orders_open',
      'Orders that have not reached their end, by state',
      ['state'],
      OPEN,
      zeros('state', OPEN_STATES),
    );
    gauge(
      'orders_open_oldest_seconds',
      'How long the order has been in this state that has been there longest, in business time',
      ['state'],
      OLDEST_OPEN,
      zeros('state', OPEN_STATES),
    );
    databaseGauge('held_orders', 'Orders that wait for a person, by reason and its class', ['class', 'reason'], () =>
      this.held(),
    );
    gauge(
      'commands_open',
      'Commands to a gateway: waiting for their turn, or sent and not answered',
      ['state', 'command'],
      COMMANDS,
    );
    gauge(
      'commands_oldest_seconds',
      'Age of the oldest command that waits, or is not answered',
      ['state'],
      OLDEST_COMMAND,
      zeros('state', ['waiting', 'sent']),
    );
    gauge(
      'release_windows_closed',
      'Administrations and sellers whose commands wait for a limit to reset, by reason',
      ['reason'],
      CLOSED_WINDOWS,
      zeros('reason', ['exact_day_limit', 'exact_minute_limit', 'amazon_rate_limit']),
    );
    gauge('connections', 'Connections by status', ['status'], CONNECTIONS, zeros('status', STATUSES));
    gauge('main_contacts_given_up', 'Accounts whose main contact Exact refused for good', [], MAIN_CONTACTS_GIVEN_UP);
    gauge(
      'schedule_last_success_seconds',
      'Since when no run has come to its end, for the connection or administration where that is longest, in business time',
      ['schedule'],
      LAST_SUCCESS,
    );
    gauge('schedule_lag_seconds', 'By how much the most overdue run is late, in business time', ['schedule'], LAG);
  }

  private async read(labels: readonly string[], sql: string, usual: readonly Reading[]): Promise<Reading[]> {
    const rows = await this.db.query<(Record<string, string> & { value: number })[]>(sql);
    const found = rows.map(({ value, ...row }) => ({
      labels: Object.fromEntries(labels.map((label) => [label, row[label]!])),
      value,
    }));
    return [...usual, ...found];
  }

  private async held(): Promise<Reading[]> {
    const rows = await this.db.query<{ reason_code: string; value: number }[]>(
      `SELECT reason_code, count(*)::int AS value FROM sync_core.amazon_order WHERE state = 'held' GROUP BY reason_code`,
    );
    const counts = new Map<string, Reading>();
    const none: Reading[] = ['master-data', 'business'].map((of) => ({
      labels: { class: of, reason: 'none' },
      value: 0,
    }));
    for (const { reason_code: code, value } of rows) {
      const reason = Object.hasOwn(reasonCatalogue, code) ? code : 'unexpected_error';
      const before = counts.get(reason)?.value ?? 0;
      counts.set(reason, { labels: { class: reasonOf(code).failureClass, reason }, value: before + value });
    }
    return [...none, ...counts.values()];
  }
}

const OPEN_STATES = ['received', 'pending', 'ready', 'debtor', 'items', 'ordering', 'held'];
const STATUSES = ['configuring', 'asks', 'incomplete', 'active', 'paused'];

const zeros = (label: string, values: readonly string[]): Reading[] =>
  values.map((value) => ({ labels: { [label]: value }, value: 0 }));

const OPEN = `SELECT state, count(*)::int AS value FROM sync_core.amazon_order
  WHERE state NOT IN ('done', 'skipped', 'cancelled') GROUP BY state`;

const OLDEST_OPEN = `SELECT state, greatest(0, extract(epoch FROM sync_core.app_now() - min(changed_at)))::float8 AS value
  FROM sync_core.amazon_order WHERE state NOT IN ('done', 'skipped', 'cancelled') GROUP BY state`;

const COMMANDS = `SELECT state, contract AS command, count(*)::int AS value FROM sync_core.command
  WHERE state IN ('waiting', 'sent') GROUP BY state, contract`;

const OLDEST_COMMAND = `SELECT state, extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS value
  FROM sync_core.command WHERE state IN ('waiting', 'sent') GROUP BY state`;

const CLOSED_WINDOWS = `SELECT coalesce(reason_code, 'unexpected_error') AS reason, count(*)::int AS value
  FROM sync_core.release_window WHERE not_before > sync_core.app_now() GROUP BY 1`;

const CONNECTIONS = `SELECT status, count(*)::int AS value FROM sync_core.connection GROUP BY status`;

const MAIN_CONTACTS_GIVEN_UP = `SELECT count(*)::int AS value FROM sync_core.main_contact_due WHERE reason_code IS NOT NULL`;

/** The proof of completeness: what stands in Exact is read once a day. */
const LAST_SUCCESS = `SELECT 'sales-orders' AS schedule,
    coalesce(greatest(0, max(extract(epoch FROM sync_core.app_now() - coalesce(r.read_at, c.created_at)))), 0)::float8 AS value
  FROM sync_core.sales_order_reading r JOIN sync_core.connection c ON c.division = r.division
  WHERE c.status = 'active' AND NOT c.dry_run`;

const LAG = `SELECT 'stock' AS schedule,
    coalesce(greatest(0, max(extract(epoch FROM sync_core.app_now() - s.due_at))), 0)::float8 AS value
  FROM sync_core.stock_schedule s JOIN sync_core.connection c ON c.id = s.connection_id
  WHERE c.status = 'active' AND (c.settings #>> '{stock,enabled}')::boolean`;

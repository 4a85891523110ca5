import { messagingEntities, messagingMigrations } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The state that a step keeps: one row an order. */
class CreateBenchmarkOrder1763990000000 implements MigrationInterface {
  readonly name = 'CreateBenchmarkOrder1763990000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sync_core.benchmark_order (
      connection_id uuid NOT NULL, amazon_order_id text NOT NULL, state text NOT NULL, times integer NOT NULL,
      snapshot jsonb NOT NULL, PRIMARY KEY (connection_id, amazon_order_id))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sync_core.benchmark_order');
  }
}

/** Inbox, outbox and state, the same tables for both steps. */
export const stepDatabase: ServiceDatabase = {
  schema: 'sync_core',
  entities: messagingEntities,
  migrations: [CreateAppClock1763800000000, ...messagingMigrations, CreateBenchmarkOrder1763990000000],
};

/** The state change, with parameters connection, order, body. `times` tells how often it happened. */
export const UPSERT_ORDER = `INSERT INTO sync_core.benchmark_order AS o (connection_id, amazon_order_id, state, times, snapshot)
  VALUES ($1, $2, 'debtor', 1, $3)
  ON CONFLICT (connection_id, amazon_order_id) DO UPDATE SET snapshot = excluded.snapshot, times = o.times + 1`;

export const CLEAR = `TRUNCATE sync_core.benchmark_order, sync_core.inbox_message, sync_core.outbox_message`;

/** Orders that were handled, effects that happened, rows that the broker has. */
export const TALLY = `SELECT (SELECT count(*)::int FROM sync_core.benchmark_order) AS orders,
  (SELECT coalesce(sum(times), 0)::int FROM sync_core.benchmark_order) AS effects,
  (SELECT count(*)::int FROM sync_core.outbox_message WHERE sent_at IS NOT NULL) AS sent,
  (SELECT count(*)::int FROM sync_core.outbox_message WHERE sent_at IS NULL) AS unsent`;

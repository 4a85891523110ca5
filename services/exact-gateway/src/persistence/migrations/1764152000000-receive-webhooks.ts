import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Our subscriptions at Exact, the messages that came, and where they hinted at a change of the stock. */
export class ReceiveWebhooks1764152000000 implements MigrationInterface {
  readonly name = 'ReceiveWebhooks1764152000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stock_hint', 'webhook_seen', 'webhook_subscription', 'webhook_division'])
      await runner.query(`DROP TABLE exact_gateway.${table}`);
  }
}

const STATEMENTS = [
  `CREATE TABLE exact_gateway.webhook_division (division integer PRIMARY KEY, due_at timestamptz NOT NULL)`,
  `CREATE TABLE exact_gateway.webhook_subscription (
    division integer NOT NULL, topic text NOT NULL, client_id text NOT NULL, PRIMARY KEY (division, topic))`,
  `CREATE TABLE exact_gateway.webhook_seen (hash bytea PRIMARY KEY, seen_at timestamptz NOT NULL)`,
  `CREATE INDEX webhook_seen_by_age ON exact_gateway.webhook_seen (seen_at)`,
  // one row a division: due, or waiting for the next hint with due_at at infinity
  `CREATE TABLE exact_gateway.stock_hint (
    division integer PRIMARY KEY, due_at timestamptz NOT NULL, not_before timestamptz NOT NULL DEFAULT '-infinity')`,
  `CREATE INDEX stock_hint_due ON exact_gateway.stock_hint (due_at)`,
];

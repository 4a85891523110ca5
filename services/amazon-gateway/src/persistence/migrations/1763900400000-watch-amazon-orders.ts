import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Control runs over orders, roles that a seller did not give, what Amazon sent and nobody can read, and answered stock commands. */
export class WatchAmazonOrders1763900400000 implements MigrationInterface {
  readonly name = 'WatchAmazonOrders1763900400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE amazon_gateway.stock_write DROP COLUMN answered_before`);
    await runner.query(`DROP TABLE amazon_gateway.unreadable`);
    await runner.query(`DELETE FROM amazon_gateway.poll WHERE flow = 'orders-control'`);
    await runner.query(`ALTER TABLE amazon_gateway.connection DROP COLUMN roles_missing_since`);
  }
}

const STATEMENTS = [
  // since when searches go without personal data
  `ALTER TABLE amazon_gateway.connection ADD COLUMN roles_missing_since timestamptz`,
  `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, failures)
   SELECT connection_id, 'orders-control', amazon_gateway.app_now(), 0 FROM amazon_gateway.connection ON CONFLICT DO NOTHING`,
  // what Amazon sent and nobody can read: which one and why, never its content
  `CREATE TABLE amazon_gateway.unreadable (
    connection_id uuid NOT NULL, kind text NOT NULL, subject text NOT NULL, trouble text NOT NULL,
    first_seen_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL, PRIMARY KEY (connection_id, kind, subject))`,
  // the last commands of this SKU that have their answer; a late second delivery of one must not write an old quantity
  `ALTER TABLE amazon_gateway.stock_write ADD COLUMN answered_before uuid[] NOT NULL DEFAULT '{}'`,
];

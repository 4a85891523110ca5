import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders of all stores of a seller, answers to commands, orders read again from a day in the past, and the count of a control run. */
export class FetchAmazonOrdersAgain1763900500000 implements MigrationInterface {
  readonly name = 'FetchAmazonOrdersAgain1763900500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM amazon_gateway.poll WHERE flow = 'orders-backfill'`);
    for (const table of ['tallied_order', 'backfill', 'command_answer'])
      await runner.query(`DROP TABLE amazon_gateway.${table}`);
    await runner.query(`ALTER TABLE amazon_gateway.connection DROP COLUMN seller_marketplace_ids`);
  }
}

const STATEMENTS = [
  // null: not asked yet since this version; then those of the connection count
  `ALTER TABLE amazon_gateway.connection ADD COLUMN seller_marketplace_ids text[]`,
  // one row a command: leased while it is worked on, then its answer for every further delivery
  `CREATE TABLE amazon_gateway.command_answer (
    command_id uuid PRIMARY KEY, connection_id uuid NOT NULL, leased_until timestamptz, answer jsonb, at timestamptz NOT NULL)`,
  `CREATE INDEX command_answer_at ON amazon_gateway.command_answer (at)`,
  // a selection of orders that is read a page at a time
  `CREATE TABLE amazon_gateway.backfill (
    command_id uuid PRIMARY KEY, connection_id uuid NOT NULL, search jsonb NOT NULL, again boolean NOT NULL, token text,
    orders integer NOT NULL, calls integer NOT NULL, asked_at timestamptz NOT NULL, finished_at timestamptz)`,
  `CREATE INDEX backfill_open ON amazon_gateway.backfill (connection_id, asked_at) WHERE finished_at IS NULL`,
  // what the control run under way has seen
  `CREATE TABLE amazon_gateway.tallied_order (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, created_time timestamptz NOT NULL, minor_units bigint,
    currency text, readable boolean NOT NULL, PRIMARY KEY (connection_id, amazon_order_id))`,
];

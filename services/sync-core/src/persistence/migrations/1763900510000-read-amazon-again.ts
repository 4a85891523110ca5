import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders read again from a day in the past, Amazon's own count of a day, what Amazon was seen to have of a SKU, and what expires. */
export class ReadAmazonAgain1763900510000 implements MigrationInterface {
  readonly name = 'ReadAmazonAgain1763900510000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection DROP COLUMN amazon_expiry`);
    await runner.query(
      `ALTER TABLE sync_core.stock_offer DROP COLUMN seen_quantity, DROP COLUMN seen_channels, DROP COLUMN seen_at`,
    );
    for (const table of ['order_tally', 'order_backfill']) await runner.query(`DROP TABLE sync_core.${table}`);
  }
}

const STATEMENTS = [
  `CREATE TABLE sync_core.order_backfill (
    id uuid PRIMARY KEY, connection_id uuid NOT NULL, selection jsonb NOT NULL, state text NOT NULL, reason_code text, estimate jsonb,
    command_id uuid, orders integer NOT NULL, calls integer NOT NULL, created_at timestamptz NOT NULL, changed_at timestamptz NOT NULL)`,
  `CREATE INDEX order_backfill_of_connection ON sync_core.order_backfill (connection_id, created_at)`,
  `CREATE INDEX order_backfill_by_command ON sync_core.order_backfill (command_id)`,
  `CREATE TABLE sync_core.order_tally (
    connection_id uuid NOT NULL, day date NOT NULL, orders integer NOT NULL, without_total integer NOT NULL, unreadable integer NOT NULL,
    totals jsonb NOT NULL, read_until timestamptz NOT NULL, known integer NOT NULL, PRIMARY KEY (connection_id, day))`,
  `ALTER TABLE sync_core.stock_offer ADD COLUMN seen_quantity integer, ADD COLUMN seen_channels text[], ADD COLUMN seen_at timestamptz`,
  `ALTER TABLE sync_core.connection ADD COLUMN amazon_expiry jsonb NOT NULL DEFAULT '{}'`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Many quantities at once, feeds, and quantities that are read back. */
export class WriteManyQuantities1763900800000 implements MigrationInterface {
  readonly name = 'WriteManyQuantities1763900800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM amazon_gateway.poll WHERE flow IN ('stock-many', 'stock-read-back')`);
    for (const table of ['stock_feed', 'stock_many_offer', 'stock_many'])
      await runner.query(`DROP TABLE amazon_gateway.${table}`);
    await runner.query(`ALTER TABLE amazon_gateway.stock_write DROP COLUMN read_back_at, DROP COLUMN marketplace_id`);
  }
}

const STATEMENTS = [
  // when a quantity that was accepted is looked at, and in which store
  `ALTER TABLE amazon_gateway.stock_write ADD COLUMN read_back_at timestamptz, ADD COLUMN marketplace_id text`,
  `CREATE INDEX stock_write_read_back ON amazon_gateway.stock_write (connection_id, read_back_at) WHERE read_back_at IS NOT NULL`,
  `CREATE TABLE amazon_gateway.stock_many (
    command_id uuid PRIMARY KEY, connection_id uuid NOT NULL, correlation_id text NOT NULL, release integer NOT NULL,
    marketplace_id text NOT NULL, asked_at timestamptz NOT NULL, finished_at timestamptz)`,
  `CREATE INDEX stock_many_open ON amazon_gateway.stock_many (connection_id, asked_at) WHERE finished_at IS NULL`,
  // waiting, feed (in a feed under way), accepted, refused; told: its result went out
  `CREATE TABLE amazon_gateway.stock_many_offer (
    command_id uuid NOT NULL, sku text NOT NULL, quantity integer NOT NULL, state text NOT NULL, feed_id text, feed_place integer,
    reason_code text, platform_message text, told boolean NOT NULL DEFAULT false, PRIMARY KEY (command_id, sku))`,
  `CREATE INDEX stock_many_offer_untold ON amazon_gateway.stock_many_offer (command_id, state) WHERE NOT told`,
  `CREATE TABLE amazon_gateway.stock_feed (
    connection_id uuid NOT NULL, feed_id text NOT NULL, offers integer NOT NULL, handed_in_at timestamptz NOT NULL,
    finished_at timestamptz, outcome text, PRIMARY KEY (connection_id, feed_id))`,
];

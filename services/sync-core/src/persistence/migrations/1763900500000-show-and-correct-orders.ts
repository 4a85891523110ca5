import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is shown on an order until a person ticks it off, and what its sales order was made of (domain O8). */
export class ShowAndCorrectOrders1763900500000 implements MigrationInterface {
  readonly name = 'ShowAndCorrectOrders1763900500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sync_core.order_notice (
      connection_id uuid NOT NULL, amazon_order_id text NOT NULL, code text NOT NULL, detail jsonb NOT NULL, differences jsonb NOT NULL,
      fingerprint text NOT NULL, listed_at timestamptz NOT NULL, settled_at timestamptz, settled_by text, note text,
      PRIMARY KEY (connection_id, amazon_order_id, code))`);
    await runner.query(
      `CREATE INDEX order_notice_open ON sync_core.order_notice (connection_id, listed_at) WHERE settled_at IS NULL`,
    );
    await runner.query(
      `ALTER TABLE sync_core.amazon_order ADD COLUMN booked_place jsonb, ADD COLUMN booked_snapshot jsonb, ADD COLUMN ship_to text`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE sync_core.amazon_order DROP COLUMN booked_place, DROP COLUMN booked_snapshot, DROP COLUMN ship_to`,
    );
    await runner.query(`DROP TABLE sync_core.order_notice`);
  }
}

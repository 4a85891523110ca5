import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sales orders as they stand in Exact, single stock readings, and the way from an account or a sales order back to us. */
export class KeepWhatExactReports1764146600000 implements MigrationInterface {
  readonly name = 'KeepWhatExactReports1764146600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sync_core.amazon_order_by_sales_order`);
    await runner.query(`DROP INDEX sync_core.debtor_by_account`);
    await runner.query(`DROP TABLE sync_core.stock_reading`);
    await runner.query(`DROP TABLE sync_core.standing_sales_order`);
  }
}

const STATEMENTS = [
  `CREATE TABLE sync_core.standing_sales_order (
    division integer NOT NULL, sales_order_id uuid NOT NULL, your_ref text NOT NULL, order_number integer, total bigint,
    currency text, state text NOT NULL, account_id uuid, seen_at timestamptz NOT NULL, PRIMARY KEY (division, sales_order_id))`,
  `CREATE INDEX standing_sales_order_by_reference ON sync_core.standing_sales_order (division, your_ref)`,
  `CREATE TABLE sync_core.stock_reading (
    division integer NOT NULL, exact_item_id uuid NOT NULL, in_stock numeric NOT NULL, planning_out numeric NOT NULL,
    read_at timestamptz NOT NULL, PRIMARY KEY (division, exact_item_id))`,
  `CREATE INDEX debtor_by_account ON sync_core.debtor (division, account_id)`,
  `CREATE INDEX amazon_order_by_sales_order ON sync_core.amazon_order (sales_order_id)`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the sales orders of a division were last read in Exact for the proof of completeness. */
export class ProveSalesOrders1764201000000 implements MigrationInterface {
  readonly name = 'ProveSalesOrders1764201000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE sync_core.sales_order_reading (
        division integer PRIMARY KEY, ordered_from date NOT NULL, ordered_to date NOT NULL, asked_at timestamptz NOT NULL,
        read_at timestamptz)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sync_core.sales_order_reading`);
  }
}

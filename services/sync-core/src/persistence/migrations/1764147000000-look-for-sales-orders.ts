import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a sales order of somebody else was looked for before anything was asked of an order (domain O2). */
export class LookForSalesOrders1764147000000 implements MigrationInterface {
  readonly name = 'LookForSalesOrders1764147000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE sync_core.amazon_order ADD COLUMN look_up text, ADD COLUMN looked_up_at timestamptz`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.amazon_order DROP COLUMN look_up, DROP COLUMN looked_up_at`);
  }
}

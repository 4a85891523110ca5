import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace in which an order came and a command was asked for, and the open orders as an index that finished ones do not fill. */
export class FollowTraces1764150000000 implements MigrationInterface {
  readonly name = 'FollowTraces1764150000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.amazon_order ADD COLUMN traceparent text`);
    await runner.query(`ALTER TABLE sync_core.command ADD COLUMN traceparent text`);
    // what the metrics count at every look of Prometheus
    await runner.query(`CREATE INDEX amazon_order_open ON sync_core.amazon_order (state, reason_code, changed_at)
      WHERE state NOT IN ('done', 'skipped', 'cancelled')`);
    await runner.query(`CREATE INDEX command_open ON sync_core.command (state, contract, created_at)
      WHERE state IN ('waiting', 'sent')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sync_core.command_open`);
    await runner.query(`DROP INDEX sync_core.amazon_order_open`);
    await runner.query(`ALTER TABLE sync_core.command DROP COLUMN traceparent`);
    await runner.query(`ALTER TABLE sync_core.amazon_order DROP COLUMN traceparent`);
  }
}

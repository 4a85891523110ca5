import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Amazon's notifications of order changes. */
export class ReceiveOrderChanges1763900900000 implements MigrationInterface {
  readonly name = 'ReceiveOrderChanges1763900900000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM amazon_gateway.poll WHERE flow = 'order-changes'`);
    for (const table of ['changed_order', 'order_notification'])
      await runner.query(`DROP TABLE amazon_gateway.${table}`);
    await runner.query(`ALTER TABLE amazon_gateway.poll DROP COLUMN active_at`);
    await runner.query(`ALTER TABLE amazon_gateway.connection DROP COLUMN order_change_queue`);
  }
}

const STATEMENTS = [
  // the queue to which the seller's order changes go
  `ALTER TABLE amazon_gateway.connection ADD COLUMN order_change_queue text`,
  // when a flow saw something new last: looks come sooner then
  `ALTER TABLE amazon_gateway.poll ADD COLUMN active_at timestamptz`,
  `CREATE TABLE amazon_gateway.order_notification (notification_id text PRIMARY KEY, seen_at timestamptz NOT NULL)`,
  `CREATE INDEX order_notification_seen ON amazon_gateway.order_notification (seen_at)`,
  // orders that are to be read again; not a word of what the notification said of them
  `CREATE TABLE amazon_gateway.changed_order (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, noted_at timestamptz NOT NULL, PRIMARY KEY (connection_id, amazon_order_id))`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was found to grow with the orders (docs/performance.md): indexes for lists, turns and retention. */
export class StayFastWithManyOrders1764220000000 implements MigrationInterface {
  readonly name = 'StayFastWithManyOrders1764220000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of UNDO) await runner.query(statement);
  }
}

const STATEMENTS = [
  `ALTER TABLE sync_core.command ADD COLUMN finishes boolean NOT NULL DEFAULT false`,
  // whose turn it is in a window, whatever stands behind it
  `CREATE INDEX command_in_line ON sync_core.command ("window", connection_id, priority, finishes DESC, created_at, id) WHERE state = 'waiting'`,
  `DROP INDEX sync_core.command_waiting`,
  `CREATE INDEX command_finished ON sync_core.command (created_at) WHERE state IN ('done', 'refused', 'withdrawn')`,
  // pages of the API, of one connection and of all
  `CREATE INDEX amazon_order_by_id ON sync_core.amazon_order (amazon_order_id)`,
  `CREATE INDEX amazon_order_state_by_id ON sync_core.amazon_order (state, amazon_order_id)`,
  `DROP INDEX sync_core.amazon_order_by_state`,
  `CREATE INDEX amazon_order_by_state ON sync_core.amazon_order (connection_id, state, amazon_order_id)`,
  `CREATE INDEX order_notice_by_order ON sync_core.order_notice (amazon_order_id, code) WHERE settled_at IS NULL`,
  `CREATE INDEX item_by_code ON sync_core.item (code)`,
  `CREATE INDEX item_of_connection ON sync_core.item (wanted_by, code)`,
  `CREATE INDEX stock_offer_by_sku ON sync_core.stock_offer (sku)`,
  // how many items left within the last minutes
  `CREATE INDEX item_released ON sync_core.item (wanted_by, released_at)`,
];

const UNDO = [
  `DROP INDEX sync_core.item_released`,
  `DROP INDEX sync_core.stock_offer_by_sku`,
  `DROP INDEX sync_core.item_of_connection`,
  `DROP INDEX sync_core.item_by_code`,
  `DROP INDEX sync_core.order_notice_by_order`,
  `DROP INDEX sync_core.amazon_order_by_state`,
  `CREATE INDEX amazon_order_by_state ON sync_core.amazon_order (connection_id, state)`,
  `DROP INDEX sync_core.amazon_order_state_by_id`,
  `DROP INDEX sync_core.amazon_order_by_id`,
  `DROP INDEX sync_core.command_finished`,
  `CREATE INDEX command_waiting ON sync_core.command ("window", priority, created_at) WHERE state = 'waiting'`,
  `DROP INDEX sync_core.command_in_line`,
  `ALTER TABLE sync_core.command DROP COLUMN finishes`,
];

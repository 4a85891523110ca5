import type { MigrationInterface, QueryRunner } from 'typeorm';

/** SKUs that an operator points at an item, each with a number of pieces (domain I6, I12), and what is shown of an item. */
export class PointSkusAtItems1764148000000 implements MigrationInterface {
  readonly name = 'PointSkusAtItems1764148000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sync_core.sku_alias (
      division integer NOT NULL, sku text NOT NULL, item_id uuid NOT NULL, pieces integer NOT NULL CHECK (pieces > 0),
      set_by text NOT NULL, set_at timestamptz NOT NULL, PRIMARY KEY (division, sku))`);
    await runner.query(`ALTER TABLE sync_core.order_item ADD COLUMN pieces_each integer NOT NULL DEFAULT 1`);
    await runner.query(`ALTER TABLE sync_core.item ADD COLUMN shown text[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.item DROP COLUMN shown`);
    await runner.query(`ALTER TABLE sync_core.order_item DROP COLUMN pieces_each`);
    await runner.query(`DROP TABLE sync_core.sku_alias`);
  }
}

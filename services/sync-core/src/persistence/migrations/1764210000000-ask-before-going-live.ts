import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A connection asks before it writes into another division or after a dry run, and says who confirmed it (domain V4). */
export class AskBeforeGoingLive1764210000000 implements MigrationInterface {
  readonly name = 'AskBeforeGoingLive1764210000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection ADD COLUMN going_live jsonb, ADD COLUMN went_live jsonb`);
    // listings whose items belong to a division that their connection has left
    await runner.query(
      `CREATE INDEX listing_without_item ON sync_core.listing (connection_id, sku) WHERE item_id IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sync_core.listing_without_item`);
    await runner.query(`ALTER TABLE sync_core.connection DROP COLUMN went_live, DROP COLUMN going_live`);
  }
}

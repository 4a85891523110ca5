import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that were bought before the database was put back may be in Exact already (operations, Restore). */
export class RememberRestoration1764240000000 implements MigrationInterface {
  readonly name = 'RememberRestoration1764240000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection ADD restored_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection DROP restored_at`);
  }
}

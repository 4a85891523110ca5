import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was last warned of ahead for each connection, looked at nightly (domain V2). */
export class KeepWarnings1764211000000 implements MigrationInterface {
  readonly name = 'KeepWarnings1764211000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.connection DROP COLUMN warnings`);
  }
}

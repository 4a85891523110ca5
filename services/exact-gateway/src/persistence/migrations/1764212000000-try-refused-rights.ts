import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a connection that lacks a right was last tried. */
export class TryRefusedRights1764212000000 implements MigrationInterface {
  readonly name = 'TryRefusedRights1764212000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.connection ADD COLUMN tried_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.connection DROP COLUMN tried_at`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections that share a division take turns: the window remembers whose turn it was last. */
export class TakeTurnsInAWindow1764190000000 implements MigrationInterface {
  readonly name = 'TakeTurnsInAWindow1764190000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.release_window ADD COLUMN last_connection uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sync_core.release_window DROP COLUMN last_connection`);
  }
}

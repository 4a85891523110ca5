import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells that a division was moved: its row versions begin anew then. Null: not read yet. */
export class RememberDivisionMoves1763900300000 implements MigrationInterface {
  readonly name = 'RememberDivisionMoves1763900300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.master_data ADD COLUMN moved text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.master_data DROP COLUMN moved`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers by their age, so that old ones are found to be forgotten. */
export class ForgetAnswers1764223200000 implements MigrationInterface {
  readonly name = 'ForgetAnswers1764223200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX command_answer_by_age ON exact_gateway.command_answer (answered_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX exact_gateway.command_answer_by_age`);
  }
}

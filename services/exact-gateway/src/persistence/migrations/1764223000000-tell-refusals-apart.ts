import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of the refusals at an endpoint were for a lack of rights, and which access tokens Exact refused before their time. */
export class TellRefusalsApart1764223000000 implements MigrationInterface {
  readonly name = 'TellRefusalsApart1764223000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.endpoint_errors ADD COLUMN without_right integer NOT NULL DEFAULT 0`);
    await runner.query(
      `ALTER TABLE exact_gateway.token_chain ADD COLUMN access_refused boolean NOT NULL DEFAULT false`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE exact_gateway.token_chain DROP COLUMN access_refused`);
    await runner.query(`ALTER TABLE exact_gateway.endpoint_errors DROP COLUMN without_right`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts whose end is not known, as an index that finished ones do not fill: the metrics count them at every look. */
export class IndexOpenAttempts1764150100000 implements MigrationInterface {
  readonly name = 'IndexOpenAttempts1764150100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX attempt_open ON exact_gateway.attempt (state) WHERE state IN ('leased', 'unclear', 'held')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX exact_gateway.attempt_open`);
  }
}

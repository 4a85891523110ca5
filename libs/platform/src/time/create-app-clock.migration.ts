import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `app_now()`: the time of the business in SQL. A row in `app_clock` shifts it in a demo or a test; without one it is `now()`.
 */
export class CreateAppClock1763800000000 implements MigrationInterface {
  readonly name = 'CreateAppClock1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`CREATE TABLE ${schema}.app_clock (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      started timestamptz NOT NULL, shows timestamptz NOT NULL, speed double precision NOT NULL)`);
    await runner.query(`CREATE FUNCTION ${schema}.app_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
      SELECT coalesce((SELECT shows + (now() - started) * speed FROM ${schema}.app_clock), now()) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`DROP FUNCTION ${schema}.app_now()`);
    await runner.query(`DROP TABLE ${schema}.app_clock`);
  }
}

function schemaOf(runner: QueryRunner): string {
  const options = runner.dataSource.options as { schema?: string };
  return options.schema ?? 'public';
}

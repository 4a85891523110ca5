import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far `sync/Deleted` was read, and the way from a record at Exact back to the attempt that made it. */
export class FollowDeletions1764146500000 implements MigrationInterface {
  readonly name = 'FollowDeletions1764146500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE exact_gateway.deletion_cursor (division integer PRIMARY KEY, up_to numeric NOT NULL, read_at timestamptz NOT NULL)`,
    );
    await runner.query(
      `CREATE INDEX attempt_by_record ON exact_gateway.attempt (division, kind,
         (coalesce(result->>'accountId', result->>'salesOrderId', result#>>'{item,itemId}'))) WHERE state = 'done'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX exact_gateway.attempt_by_record`);
    await runner.query(`DROP TABLE exact_gateway.deletion_cursor`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Commands that carry the buyer of an order that was purged meanwhile are known when they come back (domain C2). */
export class WithdrawPurgedCommands1764230000000 implements MigrationInterface {
  readonly name = 'WithdrawPurgedCommands1764230000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sync_core.command_open_with_buyer`);
    await runner.query(`ALTER TABLE sync_core.command DROP buyer_purged`);
  }
}

const STATEMENTS = [
  `ALTER TABLE sync_core.command ADD buyer_purged boolean NOT NULL DEFAULT false`,
  `CREATE INDEX command_open_with_buyer ON sync_core.command (connection_id, correlation_id)
     WHERE state IN ('waiting', 'sent') AND (body ? 'personalData' OR body ? 'remarks')`,
  `CREATE INDEX command_buyer_purged ON sync_core.command (created_at) WHERE state = 'waiting' AND buyer_purged`,
];

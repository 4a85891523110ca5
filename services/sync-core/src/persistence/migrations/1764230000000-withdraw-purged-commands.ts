import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A command that comes back after its order was purged is found among many that wait (domain C2). */
export class WithdrawPurgedCommands1764230000000 implements MigrationInterface {
  readonly name = 'WithdrawPurgedCommands1764230000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX command_waiting_with_buyer ON sync_core.command (connection_id, correlation_id)
       WHERE state = 'waiting' AND (body ? 'personalData' OR body ? 'remarks')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX sync_core.command_waiting_with_buyer`);
  }
}

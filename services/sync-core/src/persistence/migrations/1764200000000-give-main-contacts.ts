import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Debtors that we made and whose account still needs its main contact (domain D4). */
export class GiveMainContacts1764200000000 implements MigrationInterface {
  readonly name = 'GiveMainContacts1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    // a row goes when the contact is set; one with a reason was refused for good
    await runner.query(
      `CREATE TABLE sync_core.main_contact_due (
        debtor_id uuid PRIMARY KEY, connection_id uuid NOT NULL, due_at timestamptz NOT NULL, batch uuid,
        goes_alone boolean NOT NULL DEFAULT false, reason_code text)`,
    );
    await runner.query(`CREATE INDEX main_contact_waiting ON sync_core.main_contact_due (connection_id, due_at)
      WHERE batch IS NULL AND reason_code IS NULL`);
    await runner.query(
      `CREATE INDEX main_contact_on_its_way ON sync_core.main_contact_due (batch) WHERE batch IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sync_core.main_contact_due`);
  }
}

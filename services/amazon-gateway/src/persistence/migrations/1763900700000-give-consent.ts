import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections without a token yet, consents under way, and what was told of their end. */
export class GiveConsent1763900700000 implements MigrationInterface {
  readonly name = 'GiveConsent1763900700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE amazon_gateway.expiry_notice`);
    await runner.query(`DROP TABLE amazon_gateway.consent_state`);
    await runner.query(`DELETE FROM amazon_gateway.connection WHERE refresh_token IS NULL`);
    await runner.query(
      `ALTER TABLE amazon_gateway.connection DROP COLUMN consent_at, ALTER COLUMN refresh_token SET NOT NULL`,
    );
  }
}

const STATEMENTS = [
  // consent_at: when the seller gave it on Amazon's page; null: a self-authorised token, which has no end
  `ALTER TABLE amazon_gateway.connection ALTER COLUMN refresh_token DROP NOT NULL, ADD COLUMN consent_at timestamptz`,
  `CREATE TABLE amazon_gateway.consent_state (
    ticket_hash bytea PRIMARY KEY, state_hash bytea NOT NULL UNIQUE, session_hash bytea NOT NULL, connection_id uuid NOT NULL,
    good_until timestamptz NOT NULL, used_at timestamptz)`,
  // the step of the warnings that was told of the consent or secret of that day
  `CREATE TABLE amazon_gateway.expiry_notice (
    connection_id uuid NOT NULL, what text NOT NULL, since timestamptz NOT NULL, step integer, PRIMARY KEY (connection_id, what))`,
];

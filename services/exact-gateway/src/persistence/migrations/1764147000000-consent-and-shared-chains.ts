import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Consents that are under way, and one chain for each Exact user and app: a second consent by the same user ends the first
 * chain, so both are one row (exact-online 1).
 */
export class ConsentAndSharedChains1764147000000 implements MigrationInterface {
  readonly name = 'ConsentAndSharedChains1764147000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE exact_gateway.consent`);
    await runner.query(`DROP INDEX exact_gateway.token_chain_once_per_user`);
    await runner.query(
      `ALTER TABLE exact_gateway.token_chain DROP COLUMN client_id, DROP COLUMN user_id, DROP COLUMN merged_into`,
    );
  }
}

const STATEMENTS = [
  // a chain that turned out to be another's says which: whoever still holds its id goes on with that one
  `ALTER TABLE exact_gateway.token_chain ADD COLUMN client_id text, ADD COLUMN user_id text,
     ADD COLUMN merged_into uuid REFERENCES exact_gateway.token_chain (id)`,
  `CREATE UNIQUE INDEX token_chain_once_per_user ON exact_gateway.token_chain (site, client_id, user_id)
     WHERE user_id IS NOT NULL AND merged_into IS NULL`,
  // hashes alone: whoever reads the table can finish no consent
  `CREATE TABLE exact_gateway.consent (
    ticket_hash bytea PRIMARY KEY, state_hash bytea NOT NULL UNIQUE, session_hash bytea NOT NULL, choice_hash bytea UNIQUE,
    connection_id uuid NOT NULL, site text NOT NULL, good_until timestamptz NOT NULL, used_at timestamptz, chosen_at timestamptz,
    chain_id uuid REFERENCES exact_gateway.token_chain (id))`,
  `CREATE INDEX consent_of_connection ON exact_gateway.consent (connection_id) WHERE chain_id IS NOT NULL`,
];

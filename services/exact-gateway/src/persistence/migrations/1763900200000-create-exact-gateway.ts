import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections, token chains, quotas, the attempt ledger, final answers and stock cursors. */
export class CreateExactGateway1763900200000 implements MigrationInterface {
  readonly name = 'CreateExactGateway1763900200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'stock_cursor',
      'master_data',
      'command_answer',
      'attempt',
      'endpoint_errors',
      'quota',
      'connection',
      'token_chain',
    ]) {
      await runner.query(`DROP TABLE exact_gateway.${table}`);
    }
  }
}

const STATEMENTS = [
  // a chain of rotating refresh tokens, shared by the connections that were given the same one
  `CREATE TABLE exact_gateway.token_chain (
    id uuid PRIMARY KEY, site text NOT NULL, given_hash text NOT NULL, refresh_token jsonb NOT NULL, access_token jsonb,
    obtained_at timestamptz, version integer NOT NULL, lease_until timestamptz, state text NOT NULL,
    CONSTRAINT token_chain_given_once UNIQUE (site, given_hash))`,
  `CREATE TABLE exact_gateway.connection (
    connection_id uuid PRIMARY KEY, division integer NOT NULL, site text NOT NULL, chain_id uuid NOT NULL REFERENCES exact_gateway.token_chain (id),
    revision integer NOT NULL, active boolean NOT NULL, refused_reason text)`,
  `CREATE INDEX connection_of_chain ON exact_gateway.connection (chain_id)`,
  // the one call in flight of a division, its minute and its day
  `CREATE TABLE exact_gateway.quota (
    division integer PRIMARY KEY, in_flight uuid, in_flight_until timestamptz,
    minute_limit integer NOT NULL, minute_remaining integer NOT NULL, minute_reset timestamptz NOT NULL,
    day_limit integer NOT NULL, day_remaining integer NOT NULL, day_reset timestamptz NOT NULL)`,
  `CREATE TABLE exact_gateway.endpoint_errors (
    division integer NOT NULL, endpoint text NOT NULL, since timestamptz NOT NULL, count integer NOT NULL, PRIMARY KEY (division, endpoint))`,
  // one row for what may exist once at Exact; attempt_no counts the POSTs
  `CREATE TABLE exact_gateway.attempt (
    division integer NOT NULL, kind text NOT NULL, natural_key text NOT NULL, attempt_no integer NOT NULL, unclear_count integer NOT NULL,
    state text NOT NULL, lease_until timestamptz NOT NULL, look_up_at timestamptz, result jsonb, command jsonb NOT NULL,
    changed_at timestamptz NOT NULL, PRIMARY KEY (division, kind, natural_key))`,
  `CREATE INDEX attempt_to_settle ON exact_gateway.attempt (look_up_at) WHERE state = 'unclear'`,
  `CREATE INDEX attempt_leased ON exact_gateway.attempt (lease_until) WHERE state = 'leased'`,
  `CREATE TABLE exact_gateway.command_answer (
    command_id uuid PRIMARY KEY, message_id uuid NOT NULL, contract text NOT NULL, body jsonb NOT NULL, connection_id uuid NOT NULL,
    correlation_id text NOT NULL, answered_at timestamptz NOT NULL)`,
  `CREATE TABLE exact_gateway.master_data (division integer PRIMARY KEY, body jsonb NOT NULL, read_at timestamptz NOT NULL)`,
  `CREATE TABLE exact_gateway.stock_cursor (division integer PRIMARY KEY, up_to numeric NOT NULL)`,
];

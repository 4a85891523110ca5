import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections, access tokens, limits, polls and what was seen. */
export class CreateAmazonGateway1763900300000 implements MigrationInterface {
  readonly name = 'CreateAmazonGateway1763900300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stock_write', 'seen_order', 'poll', 'throttle', 'access_token', 'connection']) {
      await runner.query(`DROP TABLE amazon_gateway.${table}`);
    }
  }
}

const STATEMENTS = [
  `CREATE TABLE amazon_gateway.connection (
    connection_id uuid PRIMARY KEY, seller_id text NOT NULL, region text NOT NULL, marketplace_ids text[] NOT NULL, refresh_token jsonb NOT NULL,
    orders_from timestamptz NOT NULL, revision integer NOT NULL, active boolean NOT NULL, refused_reason text)`,
  `CREATE TABLE amazon_gateway.access_token (
    connection_id uuid PRIMARY KEY, token jsonb, good_until timestamptz, lease_until timestamptz)`,
  // generic cell rate algorithm: the moment at which the bucket is full again
  `CREATE TABLE amazon_gateway.throttle (
    connection_id uuid NOT NULL, operation text NOT NULL, free_at timestamptz NOT NULL, rate double precision NOT NULL,
    PRIMARY KEY (connection_id, operation))`,
  // one row a connection and flow: when it is due, where it stands
  `CREATE TABLE amazon_gateway.poll (
    connection_id uuid NOT NULL, flow text NOT NULL, due_at timestamptz NOT NULL, leased_until timestamptz, cursor timestamptz,
    page jsonb, failures integer NOT NULL, last_done_at timestamptz, last_trouble text, PRIMARY KEY (connection_id, flow))`,
  `CREATE INDEX poll_due ON amazon_gateway.poll (due_at)`,
  `CREATE TABLE amazon_gateway.seen_order (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, last_updated_time timestamptz NOT NULL, content_hash text NOT NULL,
    PRIMARY KEY (connection_id, amazon_order_id))`,
  // the last write of a SKU: newest wins, one in flight, the channel looked at before the first and daily
  `CREATE TABLE amazon_gateway.stock_write (
    connection_id uuid NOT NULL, sku text NOT NULL, command_id uuid NOT NULL, leased_until timestamptz, channel_checked_at timestamptz,
    answer jsonb, PRIMARY KEY (connection_id, sku))`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which listings a seller has: what was told of each, so that a whole reading tells only changes, and which are gone. */
export class KnowAmazonListings1763900600000 implements MigrationInterface {
  readonly name = 'KnowAmazonListings1763900600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM amazon_gateway.poll WHERE flow = 'catalogue-whole'`);
    await runner.query(`DROP TABLE amazon_gateway.known_listing`);
    await runner.query(`ALTER TABLE amazon_gateway.connection DROP COLUMN read_marketplace_ids`);
  }
}

const STATEMENTS = [
  // the stores with which the connection worked last: a new one is read at once
  `ALTER TABLE amazon_gateway.connection ADD COLUMN read_marketplace_ids text[] NOT NULL DEFAULT '{}'`,
  // hashes are of the report's row; null: only a search has shown it yet
  `CREATE TABLE amazon_gateway.known_listing (
    connection_id uuid NOT NULL, marketplace_id text NOT NULL, sku text NOT NULL, content_hash bytea, offer_hash bytea,
    seen_at timestamptz NOT NULL, look_closer boolean NOT NULL DEFAULT false,
    PRIMARY KEY (connection_id, marketplace_id, sku))`,
  `CREATE INDEX known_listing_closer ON amazon_gateway.known_listing (connection_id, marketplace_id, sku) WHERE look_closer`,
  `CREATE INDEX known_listing_seen ON amazon_gateway.known_listing (connection_id, marketplace_id, seen_at)`,
  `INSERT INTO amazon_gateway.poll (connection_id, flow, due_at, failures)
   SELECT connection_id, 'catalogue-whole', amazon_gateway.app_now(), 0 FROM amazon_gateway.connection ON CONFLICT DO NOTHING`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of connections, commands, orders, debtors, items and stock. */
export class CreateSyncCore1763900100000 implements MigrationInterface {
  readonly name = 'CreateSyncCore1763900100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...connections, ...commands, ...orders, ...debtors, ...catalogue, ...stock]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE sync_core.${table}`);
  }
}

const TABLES = [
  'connection',
  'division',
  'release_window',
  'command',
  'amazon_order',
  'order_item',
  'timeline_entry',
  'debtor',
  'delivery_address',
  'item',
  'listing',
  'stock_position',
  'stock_offer',
  'stock_schedule',
];

const connections = [
  `CREATE TABLE sync_core.connection (
    id uuid PRIMARY KEY, name text NOT NULL, seller_id text NOT NULL UNIQUE, region text NOT NULL, site text NOT NULL,
    division integer NOT NULL, settings jsonb NOT NULL, status text NOT NULL, paused_by_person boolean NOT NULL,
    dry_run boolean NOT NULL, faults jsonb NOT NULL, amazon_side jsonb NOT NULL, exact_side jsonb NOT NULL,
    revision integer NOT NULL, created_at timestamptz NOT NULL)`,
  `CREATE TABLE sync_core.division (
    division integer PRIMARY KEY, master_data jsonb NOT NULL, read_at timestamptz NOT NULL)`,
];

const commands = [
  `CREATE TABLE sync_core.release_window (
    "window" text PRIMARY KEY, slots smallint NOT NULL, not_before timestamptz, reason_code text)`,
  `CREATE TABLE sync_core.command (
    id uuid PRIMARY KEY, connection_id uuid NOT NULL, "window" text NOT NULL, contract text NOT NULL, body jsonb NOT NULL,
    priority smallint NOT NULL, state text NOT NULL, release integer NOT NULL, not_before timestamptz, answer_due timestamptz,
    in_doubt boolean NOT NULL DEFAULT false,
    subject_kind text NOT NULL, subject_id text NOT NULL, correlation_id text NOT NULL, created_at timestamptz NOT NULL)`,
  // one open command a subject: whoever asks twice gets one
  `CREATE UNIQUE INDEX command_open_once ON sync_core.command (subject_kind, subject_id, contract) WHERE state IN ('waiting', 'sent')`,
  `CREATE INDEX command_of_subject ON sync_core.command (subject_kind, subject_id)`,
  `CREATE INDEX command_waiting ON sync_core.command ("window", priority, created_at) WHERE state = 'waiting'`,
  `CREATE INDEX command_sent ON sync_core.command ("window") WHERE state = 'sent'`,
  `CREATE INDEX command_overdue ON sync_core.command (answer_due) WHERE state = 'sent'`,
];

const orders = [
  `CREATE TABLE sync_core.amazon_order (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, division integer NOT NULL, state text NOT NULL, reason_code text,
    reason_detail jsonb, last_updated_time timestamptz NOT NULL, created_time timestamptz NOT NULL, snapshot jsonb NOT NULL,
    personal_data jsonb, debtor_id uuid, delivery_address_id uuid, expected_total bigint, currency text, sales_order_id uuid,
    sales_order_number integer, exact_total bigint, attention text, first_seen_at timestamptz NOT NULL, changed_at timestamptz NOT NULL,
    PRIMARY KEY (connection_id, amazon_order_id))`,
  `CREATE INDEX amazon_order_by_state ON sync_core.amazon_order (connection_id, state)`,
  `CREATE INDEX amazon_order_by_debtor ON sync_core.amazon_order (debtor_id)`,
  // which items an order needs, and how many pieces: what waits for an item, and what Exact cannot know yet
  `CREATE TABLE sync_core.order_item (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, part text NOT NULL, item_id uuid NOT NULL, quantity integer NOT NULL,
    PRIMARY KEY (connection_id, amazon_order_id, part))`,
  `CREATE INDEX order_item_by_item ON sync_core.order_item (item_id)`,
  `CREATE TABLE sync_core.timeline_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, connection_id uuid NOT NULL, amazon_order_id text NOT NULL,
    at timestamptz NOT NULL, code text NOT NULL, detail jsonb NOT NULL)`,
  `CREATE INDEX timeline_of_order ON sync_core.timeline_entry (connection_id, amazon_order_id, id)`,
];

const debtors = [
  `CREATE TABLE sync_core.debtor (
    id uuid PRIMARY KEY, division integer NOT NULL, identity_hash text NOT NULL, is_collective boolean NOT NULL, state text NOT NULL,
    reason_code text, platform_message text, account_id uuid, contact_id uuid, created_at timestamptz NOT NULL,
    CONSTRAINT debtor_once_per_division UNIQUE (division, identity_hash))`,
  `CREATE TABLE sync_core.delivery_address (
    id uuid PRIMARY KEY, debtor_id uuid NOT NULL, address_hash text NOT NULL, state text NOT NULL, reason_code text,
    platform_message text, exact_address_id uuid,
    CONSTRAINT delivery_address_once_per_debtor UNIQUE (debtor_id, address_hash))`,
];

const catalogue = [
  `CREATE TABLE sync_core.item (
    id uuid PRIMARY KEY, division integer NOT NULL, source text NOT NULL, code text NOT NULL, state text NOT NULL, wanted_by uuid NOT NULL,
    reason_code text, platform_message text, exact_item_id uuid, sales_vat_code text, adopted boolean NOT NULL, content_hash text,
    stock_was_seen boolean NOT NULL, first_seen_at timestamptz NOT NULL, released_at timestamptz,
    CONSTRAINT item_once_per_source UNIQUE (division, source))`,
  // no two SKUs ever share a code, whatever the case (domain I3)
  `CREATE UNIQUE INDEX item_code_once ON sync_core.item (division, lower(code))`,
  `CREATE INDEX item_wanted ON sync_core.item (wanted_by, first_seen_at) WHERE state = 'wanted'`,
  `CREATE INDEX item_by_exact_id ON sync_core.item (division, exact_item_id)`,
  `CREATE TABLE sync_core.listing (
    connection_id uuid NOT NULL, sku text NOT NULL, marketplace_id text NOT NULL, asin text, listing jsonb NOT NULL, item_id uuid,
    seen_at timestamptz NOT NULL, PRIMARY KEY (connection_id, sku, marketplace_id))`,
  `CREATE INDEX listing_by_asin ON sync_core.listing (connection_id, asin)`,
  `CREATE INDEX listing_by_item ON sync_core.listing (item_id)`,
];

const stock = [
  `CREATE TABLE sync_core.stock_position (
    division integer NOT NULL, exact_item_id uuid NOT NULL, warehouse_id uuid NOT NULL, current_stock numeric NOT NULL,
    planning_out numeric NOT NULL, "timestamp" numeric NOT NULL, PRIMARY KEY (division, exact_item_id, warehouse_id))`,
  `CREATE TABLE sync_core.stock_offer (
    connection_id uuid NOT NULL, sku text NOT NULL, wanted_quantity integer NOT NULL, accepted_quantity integer, reason_code text,
    platform_message text, accepted_at timestamptz, computed_at timestamptz NOT NULL, PRIMARY KEY (connection_id, sku))`,
  `CREATE TABLE sync_core.stock_schedule (
    connection_id uuid PRIMARY KEY, due_at timestamptz NOT NULL, last_run_at timestamptz, last_result text)`,
  `CREATE INDEX stock_schedule_due ON sync_core.stock_schedule (due_at)`,
];

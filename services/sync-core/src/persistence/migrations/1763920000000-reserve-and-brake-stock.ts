import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stock that Exact cannot know yet, what stands at Amazon as far as is known, and the brake (domain S1 to S8). */
export class ReserveAndBrakeStock1763920000000 implements MigrationInterface {
  readonly name = 'ReserveAndBrakeStock1763920000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of UNDO) await runner.query(statement);
  }
}

const STATEMENTS = [
  `CREATE TABLE sync_core.stock_reservation (
    connection_id uuid NOT NULL, amazon_order_id text NOT NULL, part text NOT NULL, division integer NOT NULL, source text NOT NULL,
    pieces integer NOT NULL, item_id uuid, booked_at timestamptz, warehouse_id uuid, look_at timestamptz,
    PRIMARY KEY (connection_id, amazon_order_id, part))`,
  `CREATE INDEX stock_reservation_by_source ON sync_core.stock_reservation (division, source)`,
  `CREATE INDEX stock_reservation_by_item ON sync_core.stock_reservation (item_id) WHERE item_id IS NOT NULL`,
  `CREATE INDEX stock_reservation_to_look_at ON sync_core.stock_reservation (look_at) WHERE look_at IS NOT NULL`,
  // append only: two orders of one item never wait for each other here
  `CREATE TABLE sync_core.stock_recount (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item_id uuid NOT NULL)`,
  `ALTER TABLE sync_core.stock_position ADD read_at timestamptz`,
  `ALTER TABLE sync_core.stock_offer ADD expected_quantity integer, ADD expected_since timestamptz, ADD unsettled_quantity integer,
     ADD unsettled_at timestamptz, ADD refused_quantity integer, ADD is_due boolean NOT NULL DEFAULT false, ADD due_since timestamptz,
     ADD item_id uuid`,
  `UPDATE sync_core.stock_offer SET expected_quantity = accepted_quantity, expected_since = accepted_at`,
  `CREATE INDEX stock_offer_due ON sync_core.stock_offer (connection_id, due_since) WHERE is_due`,
  `CREATE INDEX stock_offer_unsettled ON sync_core.stock_offer (unsettled_at) WHERE unsettled_at IS NOT NULL`,
  `CREATE INDEX stock_offer_by_item ON sync_core.stock_offer (item_id)`,
  `ALTER TABLE sync_core.stock_schedule ADD approved_at timestamptz, ADD approved_by text, ADD interval_began_at timestamptz,
     ADD sellable_at_start integer NOT NULL DEFAULT 0, ADD emptied integer NOT NULL DEFAULT 0, ADD waits_for text, ADD waits_since timestamptz,
     ADD released_at timestamptz`,
  // who has written before has seen his first run
  `UPDATE sync_core.stock_schedule s SET approved_at = now(), approved_by = 'migration'
   WHERE exists (SELECT 1 FROM sync_core.stock_offer o WHERE o.connection_id = s.connection_id AND o.accepted_quantity IS NOT NULL)`,
  `CREATE TABLE sync_core.stock_drift (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, connection_id uuid NOT NULL, sku text NOT NULL, expected integer NOT NULL,
    seen integer NOT NULL, seen_at timestamptz NOT NULL)`,
  `CREATE INDEX stock_drift_of_connection ON sync_core.stock_drift (connection_id, id)`,
  // what is on its way to Exact at this moment is outgoing already
  `INSERT INTO sync_core.stock_reservation (connection_id, amazon_order_id, part, division, source, pieces)
   SELECT o.connection_id, o.amazon_order_id, i.part, o.division, t.source, i.quantity
   FROM sync_core.amazon_order o JOIN sync_core.order_item i USING (connection_id, amazon_order_id) JOIN sync_core.item t ON t.id = i.item_id
   WHERE o.state IN ('ready', 'debtor', 'items', 'ordering', 'held') AND o.snapshot ->> 'fulfilledBy' IS DISTINCT FROM 'AMAZON' AND i.quantity > 0`,
];

const UNDO = [
  `DROP TABLE sync_core.stock_drift`,
  `DROP TABLE sync_core.stock_recount`,
  `ALTER TABLE sync_core.stock_position DROP read_at`,
  `DROP TABLE sync_core.stock_reservation`,
  `ALTER TABLE sync_core.stock_schedule DROP approved_at, DROP approved_by, DROP interval_began_at, DROP sellable_at_start, DROP emptied,
     DROP waits_for, DROP waits_since, DROP released_at`,
  `ALTER TABLE sync_core.stock_offer DROP expected_quantity, DROP expected_since, DROP unsettled_quantity, DROP unsettled_at, DROP refused_quantity,
     DROP is_due, DROP due_since, DROP item_id`,
];

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Held orders go on in their turn, people correct them, and buyers' data end in time (domain C1, C2, C4). */
export class CareForHeldWork1763920100000 implements MigrationInterface {
  readonly name = 'CareForHeldWork1763920100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of UNDO) await runner.query(statement);
  }
}

const STATEMENTS = [
  `ALTER TABLE sync_core.amazon_order ADD corrections jsonb, ADD retry_at timestamptz, ADD retry_why jsonb, ADD retried_after text,
     ADD shipped_at timestamptz, ADD purge_at timestamptz, ADD purge_warned_at timestamptz, ADD purged_at timestamptz`,
  `CREATE INDEX amazon_order_to_retry ON sync_core.amazon_order (retry_at) WHERE retry_at IS NOT NULL`,
  `CREATE INDEX amazon_order_held ON sync_core.amazon_order (connection_id, reason_code, changed_at) WHERE state = 'held'`,
  `CREATE INDEX amazon_order_to_purge ON sync_core.amazon_order (purge_at) WHERE purge_at IS NOT NULL`,
  `CREATE INDEX amazon_order_by_creation ON sync_core.amazon_order (connection_id, created_time)`,
  // until the next look at each order says it better: thirty days after what is known last
  `UPDATE sync_core.amazon_order SET purge_at = CASE WHEN state IN ('skipped', 'cancelled') THEN now()
     WHEN snapshot ->> 'fulfillmentStatus' = 'SHIPPED' THEN last_updated_time + interval '30 days' ELSE created_time + interval '90 days' END
   WHERE personal_data IS NOT NULL`,
  `CREATE INDEX command_to_strip ON sync_core.command (created_at)
     WHERE state IN ('done', 'refused', 'withdrawn') AND (body ? 'personalData' OR body ? 'remarks')`,
];

const UNDO = [
  `DROP INDEX sync_core.command_to_strip`,
  `DROP INDEX sync_core.amazon_order_by_creation`,
  `ALTER TABLE sync_core.amazon_order DROP corrections, DROP retry_at, DROP retry_why, DROP retried_after, DROP shipped_at, DROP purge_at,
     DROP purge_warned_at, DROP purged_at`,
];

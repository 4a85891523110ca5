import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-of.js';

/**
 * Sent messages in a partition a day, parked messages once each, marks of what may kill its process, and which queues were
 * declared. The table of before becomes the partition of what is unsent; nothing is copied.
 */
export class KeepMessagesBounded1764115200000 implements MigrationInterface {
  readonly name = 'KeepMessagesBounded1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    for (const statement of [...partitions(schema), ...others(schema)]) await runner.query(statement);
    await runner.query(`SELECT ${schema}.keep_outbox_partitions()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    for (const statement of undone(schema)) await runner.query(statement);
  }
}

const partitions = (schema: string): string[] => [
  `ALTER TABLE ${schema}.outbox_message RENAME TO outbox_message_unsent`,
  `ALTER TABLE ${schema}.outbox_message_unsent ALTER COLUMN id DROP IDENTITY`,
  `CREATE SEQUENCE ${schema}.outbox_message_id`,
  `SELECT setval('${schema}.outbox_message_id', coalesce(max(id), 0) + 1) FROM ${schema}.outbox_message_unsent`,
  `CREATE TABLE ${schema}.outbox_message (LIKE ${schema}.outbox_message_unsent) PARTITION BY RANGE (sent_at)`,
  `ALTER TABLE ${schema}.outbox_message ALTER COLUMN id SET DEFAULT nextval('${schema}.outbox_message_id')`,
  // what has no time of sending belongs to no day
  `ALTER TABLE ${schema}.outbox_message ATTACH PARTITION ${schema}.outbox_message_unsent DEFAULT`,
  // as its owner: a service changes no table. A day that has begun is left as it is
  `CREATE FUNCTION ${schema}.keep_outbox_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
     SET search_path = pg_catalog SET lock_timeout = '2s' AS $$
   DECLARE
     today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
     day date;
     old text;
   BEGIN
     IF NOT pg_try_advisory_xact_lock(hashtext('${schema}.outbox_message')) THEN RETURN; END IF;
     FOR day IN SELECT today + ahead FROM generate_series(1, 3) AS ahead LOOP
       IF to_regclass('${schema}.outbox_message_' || to_char(day, 'YYYYMMDD')) IS NULL THEN
         EXECUTE format('CREATE TABLE ${schema}.outbox_message_%s PARTITION OF ${schema}.outbox_message FOR VALUES FROM (%L) TO (%L)',
           to_char(day, 'YYYYMMDD'), day::text || ' 00:00Z', (day + 1)::text || ' 00:00Z');
       END IF;
     END LOOP;
     FOR old IN SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace
       AND relname ~ '^outbox_message_[0-9]{8}$' AND right(relname, 8) < to_char(today - 7, 'YYYYMMDD') LOOP
       EXECUTE format('DROP TABLE ${schema}.%I', old);
     END LOOP;
   END $$`,
];

const others = (schema: string): string[] => [
  `ALTER TABLE ${schema}.parked_message ADD COLUMN last_seen_at timestamptz`,
  // where a message goes that never left
  `ALTER TABLE ${schema}.parked_message ADD COLUMN exchange text`,
  `ALTER TABLE ${schema}.parked_message ADD COLUMN sealed_parts_gone boolean NOT NULL DEFAULT false`,
  `UPDATE ${schema}.parked_message SET last_seen_at = parked_at`,
  `ALTER TABLE ${schema}.parked_message ALTER COLUMN last_seen_at SET NOT NULL`,
  `UPDATE ${schema}.parked_message older SET closed = jsonb_build_object('how', 'discarded', 'note', 'parked again later', 'at', clock_timestamp())
   WHERE closed IS NULL AND EXISTS (SELECT 1 FROM ${schema}.parked_message newer WHERE newer.closed IS NULL
     AND newer.lane = older.lane AND newer.message_id = older.message_id AND newer.id > older.id)`,
  // a process that dies between parking and acknowledging parks the message once
  `CREATE UNIQUE INDEX parked_once ON ${schema}.parked_message (lane, message_id) WHERE closed IS NULL`,
  `CREATE INDEX parked_closed ON ${schema}.parked_message (((closed->>'at'))) WHERE closed IS NOT NULL`,
  `CREATE TABLE ${schema}.start_mark (
     lane text NOT NULL, message_id uuid NOT NULL, marks integer NOT NULL, marked_at timestamptz NOT NULL, PRIMARY KEY (lane, message_id))`,
  `CREATE TABLE ${schema}.messaging_lease (name text PRIMARY KEY, leased_until timestamptz NOT NULL)`,
  // what the topology job declared: a queue that is known and not there was lost
  `CREATE TABLE ${schema}.declared_queue (name text PRIMARY KEY, declared_at timestamptz NOT NULL)`,
];

const undone = (schema: string): string[] => [
  `DROP TABLE ${schema}.declared_queue`,
  `DROP TABLE ${schema}.messaging_lease`,
  `DROP TABLE ${schema}.start_mark`,
  `DROP INDEX ${schema}.parked_closed`,
  `DROP INDEX ${schema}.parked_once`,
  `ALTER TABLE ${schema}.parked_message DROP COLUMN sealed_parts_gone`,
  `ALTER TABLE ${schema}.parked_message DROP COLUMN exchange`,
  `ALTER TABLE ${schema}.parked_message DROP COLUMN last_seen_at`,
  `DROP FUNCTION ${schema}.keep_outbox_partitions()`,
  `ALTER TABLE ${schema}.outbox_message DETACH PARTITION ${schema}.outbox_message_unsent`,
  // the days' rows come back with it
  `INSERT INTO ${schema}.outbox_message_unsent SELECT * FROM ${schema}.outbox_message`,
  `DROP TABLE ${schema}.outbox_message`,
  `ALTER TABLE ${schema}.outbox_message_unsent RENAME TO outbox_message`,
  `ALTER TABLE ${schema}.outbox_message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY`,
  `SELECT setval(pg_get_serial_sequence('${schema}.outbox_message', 'id'), coalesce(max(id), 0) + 1) FROM ${schema}.outbox_message`,
  `DROP SEQUENCE ${schema}.outbox_message_id`,
];

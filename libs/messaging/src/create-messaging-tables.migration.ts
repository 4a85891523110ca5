import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-of.js';

/** Outbox, inbox and parked messages, in the service's own schema. */
export class CreateMessagingTables1763900000000 implements MigrationInterface {
  readonly name = 'CreateMessagingTables1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`CREATE TABLE ${schema}.outbox_message (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message_id uuid NOT NULL, type text NOT NULL, exchange text NOT NULL,
      connection_id uuid NOT NULL, correlation_id text NOT NULL, traceparent text, body jsonb NOT NULL, created_at timestamptz NOT NULL,
      leased_until timestamptz, attempts integer NOT NULL, last_trouble text, sent_at timestamptz)`);
    // the poll reads unsent rows alone, however many sent ones are kept
    await runner.query(`CREATE INDEX outbox_unsent ON ${schema}.outbox_message (id) WHERE sent_at IS NULL`);
    await runner.query(`CREATE INDEX outbox_sent ON ${schema}.outbox_message (sent_at) WHERE sent_at IS NOT NULL`);
    await runner.query(`CREATE TABLE ${schema}.inbox_message (
      consumer text NOT NULL, message_id uuid NOT NULL, handled_at timestamptz NOT NULL, PRIMARY KEY (consumer, message_id))`);
    await runner.query(`CREATE INDEX inbox_handled ON ${schema}.inbox_message (handled_at)`);
    await runner.query(`CREATE TABLE ${schema}.parked_message (
      id uuid PRIMARY KEY, message_id uuid NOT NULL, type text NOT NULL, lane text NOT NULL, connection_id text NOT NULL,
      correlation_id text NOT NULL, content text NOT NULL, reason_code text NOT NULL, cause text NOT NULL, stack text,
      attempts integer NOT NULL, occurred_at timestamptz NOT NULL, first_seen_at timestamptz NOT NULL, parked_at timestamptz NOT NULL,
      closed jsonb)`);
    await runner.query(`CREATE INDEX parked_open ON ${schema}.parked_message (parked_at) WHERE closed IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    for (const table of ['parked_message', 'inbox_message', 'outbox_message'])
      await runner.query(`DROP TABLE ${schema}.${table}`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-of.js';

/** Since when no queue takes a message: one that waited for the broker is not for that refused. Partitions get it by their table. */
export class RememberRefusals1764251100000 implements MigrationInterface {
  readonly name = 'RememberRefusals1764251100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schemaOf(runner)}.outbox_message ADD COLUMN refused_since timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schemaOf(runner)}.outbox_message DROP COLUMN refused_since`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-of.js';

/** Since when a declared queue is known to be lost: a topology job that fails half-way leaves the refill to the next one. */
export class RememberLostQueues1764251000000 implements MigrationInterface {
  readonly name = 'RememberLostQueues1764251000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schemaOf(runner)}.declared_queue ADD COLUMN lost_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schemaOf(runner)}.declared_queue DROP COLUMN lost_at`);
  }
}

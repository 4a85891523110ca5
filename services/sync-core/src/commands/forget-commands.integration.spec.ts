import { updateExactItemV1 } from '@connector/contracts';
import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { uuidV7 } from '@connector/messaging';
import { databaseOptions, migrate } from '@connector/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { database } from '../persistence/database.js';
import type { CommandState } from './command.entity.js';
import { ForgetCommandsJob } from './forget-commands.job.js';

describe('A command', () => {
  let infrastructure: Infrastructure;
  let db: DataSource;

  beforeAll(async () => {
    infrastructure = await provideInfrastructure({ name: 'forget' });
    await migrate(infrastructure.adminDatabaseUrl, database);
    db = new DataSource(databaseOptions(infrastructure.adminDatabaseUrl, database));
    await db.initialize();
  });

  afterAll(async () => {
    await db?.destroy();
    await infrastructure?.stop();
  });

  const command = async (state: CommandState, days: number, count: number): Promise<void> => {
    await db.query(
      `INSERT INTO sync_core.command (id, connection_id, "window", contract, body, priority, state, release, subject_kind, subject_id, correlation_id, created_at)
       SELECT gen_random_uuid(), $1, 'exact:1', $2, $3, 1, $4, 1, 'item', gen_random_uuid()::text, 'test', clock_timestamp() - make_interval(days => $5)
       FROM generate_series(1, $6)`,
      [uuidV7(), updateExactItemV1.name, updateExactItemV1.example, state, days, count],
    );
  };

  it('is forgotten 35 days after it was asked for, unless it still waits for its answer', async () => {
    await command('done', 36, 2_500);
    await command('refused', 40, 1);
    await command('done', 34, 1);
    await command('sent', 50, 1);
    await command('waiting', 60, 1);
    await new ForgetCommandsJob(db).tick();
    const left = await db.query<{ state: string }[]>(`SELECT state FROM sync_core.command ORDER BY created_at`);
    expect(left.map(({ state }) => state)).toEqual(['waiting', 'sent', 'done']);
  });
});

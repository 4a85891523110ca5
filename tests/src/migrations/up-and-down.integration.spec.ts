import { database as amazonGateway } from '@connector/amazon-gateway/persistence/database';
import { database as exactGateway } from '@connector/exact-gateway/persistence/database.js';
import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { databaseOptions, migrate } from '@connector/platform';
import { database as syncCore } from '@connector/sync-core/persistence/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';

/** Everything in a schema that a migration makes: columns with their types and defaults, indexes, constraints, functions. */
const WHAT_IS_THERE = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
    FROM information_schema.columns WHERE table_schema = $1
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = $1
  UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = $1::regnamespace
  UNION ALL SELECT 'function ' || proname || ' ' || prosrc FROM pg_proc WHERE pronamespace = $1::regnamespace
  ORDER BY 1`;

describe('R-29: the migrations', () => {
  let infrastructure: Infrastructure;
  beforeAll(async () => {
    infrastructure = await provideInfrastructure({ name: 'migrations' });
  });
  afterAll(() => infrastructure.stop());

  it.each([amazonGateway, exactGateway, syncCore].map((database) => [database.schema, database] as const))(
    'of %s go down one by one to nothing, and up again to the same',
    async (schema, database) => {
      await migrate(infrastructure.adminDatabaseUrl, database);
      const db = new DataSource(databaseOptions(infrastructure.adminDatabaseUrl, database));
      await db.initialize();
      const there = async (): Promise<string[]> =>
        (await db.query<{ line: string }[]>(WHAT_IS_THERE, [schema])).map(({ line }) => line);
      try {
        const before = await there();
        for (const _migration of db.migrations) await db.undoLastMigration();
        expect((await there()).filter((line) => !line.includes('schema_migration'))).toEqual([]);
        await db.runMigrations({ transaction: 'each' });
        expect(await there()).toEqual(before);
      } finally {
        await db.destroy();
      }
    },
  );
});

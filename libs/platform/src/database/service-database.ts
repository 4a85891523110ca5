import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';

type Classes = MixedList<abstract new (...args: never[]) => unknown>;

/** What a service says of its own part of the database. */
export interface ServiceDatabase {
  /** the service's own schema; no other service reads it */
  readonly schema: 'amazon_gateway' | 'exact_gateway' | 'sync_core';
  readonly entities: Classes;
  readonly migrations: Classes;
}

/**
 * TypeORM's options for a service: its own schema, few connections, a bound on every statement.
 * Nothing depends on session state, so that PgBouncer in transaction mode works.
 */
export function databaseOptions(url: string, database: ServiceDatabase): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    schema: database.schema,
    entities: database.entities as never,
    migrations: database.migrations as never,
    migrationsTableName: 'schema_migration',
    synchronize: false,
    poolSize: 6,
    // also the wait for a free connection of the pool
    connectTimeoutMS: 15_000,
    applicationName: database.schema.replace('_', '-'),
    // the bounds on the server are the role's own: PgBouncer takes no such parameter from a client
    extra: { query_timeout: 20_000 },
  };
}

/** Brings the schema of a service up to date. The url's role owns the schema; the running service has a lesser one. */
export async function migrate(url: string, database: ServiceDatabase): Promise<string[]> {
  const db = new DataSource(databaseOptions(url, database));
  await db.initialize();
  try {
    await db.query(`CREATE SCHEMA IF NOT EXISTS ${database.schema}`);
    const done = await db.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await db.destroy();
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { databaseOptions, type ServiceDatabase } from './service-database.js';

/**
 * Waits until every migration that this version knows has run, whatever the reason is that it has not: no database yet, no
 * role, no schema, an older schema. Newer migrations than ours do not matter: an older pod beside a newer one.
 */
export async function waitForMigrations(
  url: string,
  database: ServiceDatabase,
  say: (line: string) => void,
  everyMs = 1_000,
): Promise<void> {
  let said: string | undefined;
  for (;;) {
    const trouble = await missing(url, database);
    if (trouble === undefined) return;
    if (trouble !== said) say(`waiting for the database: ${(said = trouble)}`);
    await wait(everyMs);
  }
}

async function missing(url: string, database: ServiceDatabase): Promise<string | undefined> {
  const db = new DataSource(databaseOptions(url, database));
  try {
    await db.initialize();
    const rows = await db.query<{ name: string }[]>(`SELECT name FROM ${database.schema}.schema_migration`);
    const done = new Set(rows.map(({ name }) => name));
    const open = db.migrations
      .map(({ name, constructor }) => name ?? constructor.name)
      .filter((name) => !done.has(name));
    return open.length === 0 ? undefined : `${database.schema} lacks ${open.join(', ')}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    if (db.isInitialized) await db.destroy();
  }
}

import { readFileSync } from 'node:fs';
import { Client } from 'pg';

const SQL = new URL('../../src/plans/fill.sql', import.meta.url);

export interface Fill {
  readonly connections: number;
  readonly orders: number;
}

/**
 * Fills the schemas of all three services as they stand after `orders` orders of `connections` merchants, a quarter of them
 * held, waiting or skipped by the way, and nothing due now. Buyers' data are not there: they have been purged.
 */
export async function fillDatabase(databaseUrl: string, { connections, orders }: Fill): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SET synchronous_commit = off`);
    await client.query(`SELECT set_config('fill.connections', $1, false), set_config('fill.orders', $2, false)`, [
      String(connections),
      String(orders),
    ]);
    const indexes = await takeIndexes(client);
    for (const statement of readFileSync(SQL, 'utf8')
      .split(/;\s*$/m)
      .map((text) => text.trim())
      .filter(Boolean))
      await client.query(statement);
    for (const index of indexes) await client.query(index);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

/** Takes the indexes away that no constraint needs, and says how to make them again: a full table is indexed faster than a filling one. */
async function takeIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
     WHERE n.nspname IN ('sync_core', 'exact_gateway', 'amazon_gateway') AND t.relkind = 'r' AND NOT t.relispartition
       AND NOT exists (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition);
}

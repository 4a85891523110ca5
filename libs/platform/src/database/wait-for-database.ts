import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { EnvironmentError } from '../environment/environment.js';

const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', '57P03', '53300']);

/**
 * Waits until the database answers and the service's tables are there, saying so every ten seconds.
 * @throws EnvironmentError at once when waiting cannot help: unknown host, database or role, wrong password
 */
export async function waitForDatabase(url: string, schema: string, say: (line: string) => void): Promise<void> {
  let said = 0;
  for (;;) {
    const trouble = await tryOnce(url, schema);
    if (trouble === undefined) return;
    if (Date.now() - said > 10_000) {
      say(`Waiting for the database: ${trouble}`);
      said = Date.now();
    }
    await wait(500);
  }
}

async function tryOnce(url: string, schema: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query<{ ready: string | null }>('SELECT to_regclass($1)::text AS ready', [
      `${schema}.schema_migration`,
    ]);
    return found.rows[0]?.ready == null ? `schema ${schema} has not been migrated yet` : undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== undefined && NOT_YET.has(code)) return `${code} (${new URL(url).host})`;
    if (/timeout|terminated/i.test(message)) return `no answer (${new URL(url).host})`;
    throw new EnvironmentError(`DATABASE_URL cannot be used: ${message}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

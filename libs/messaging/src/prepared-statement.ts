import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** PostgreSQL: there is no prepared statement of that name, or there is one already. */
const POOLED_AWAY = new Set(['26000', '42P05']);

/** False once a pooler has shown that statements do not stay with their connection. */
let stay = true;

/**
 * Runs a statement that PostgreSQL parses and plans once a connection: for what every message needs, where that is a tenth of the
 * work. The name stands for this text alone, in this schema. Behind a pooler that gives each transaction another connection and
 * carries no prepared statements (PgBouncer before 1.21) the first such statement fails; from then on they go unprepared.
 * @throws what the driver throws; {@link isPooledAway} tells whether to run the transaction again
 */
export async function runPrepared<Row extends object>(
  tx: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const runner = tx.queryRunner ?? tx.connection.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    const { rows } = await client.query<Row>(stay ? { name, text, values } : { text, values });
    return rows;
  } catch (error) {
    if (isPooledAway(error)) stay = false;
    throw error;
  } finally {
    if (tx.queryRunner === undefined) await runner.release();
  }
}

/** The statement had no effect, and will be sent unprepared next time. */
export function isPooledAway(error: unknown): boolean {
  return POOLED_AWAY.has((error as { code?: string } | null)?.code ?? '');
}

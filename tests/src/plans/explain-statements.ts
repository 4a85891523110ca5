import { Client } from 'pg';
import { faultsOf, indexesOf, type PlanNode } from './judge-plan.js';
import type { RecordedStatement } from './recorded-statements.js';

/** How a statement that a service really sent is carried out on the full database. */
export interface Explained {
  readonly service: string;
  readonly sql: string;
  readonly count: number;
  readonly cause: string;
  readonly milliseconds: number;
  readonly indexes: readonly string[];
  readonly faults: readonly string[];
}

const UNIQUE_VIOLATION = '23505';

const READABLE = /^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/i;

/** A maintenance function changes tables; it is measured by nobody. */
const UNEXPLAINED = /keep_outbox_partitions|pg_advisory/;

/** Carries out every statement once more, in a transaction that is taken back, and reads its plan. */
export async function explainStatements(
  databaseUrl: string,
  recorded: ReadonlyMap<string, readonly RecordedStatement[]>,
): Promise<Explained[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const rows = await rowsOfTables(client);
    const explained: Explained[] = [];
    for (const [service, statements] of recorded) {
      for (const statement of statements) {
        if (!READABLE.test(statement.sql) || UNEXPLAINED.test(statement.sql)) continue;
        explained.push(await explain(client, service, statement, rows));
      }
    }
    return explained;
  } finally {
    await client.end();
  }
}

async function explain(
  client: Client,
  service: string,
  { sql, values, count, causes }: RecordedStatement,
  rows: ReadonlyMap<string, number>,
): Promise<Explained> {
  const cause = Object.entries(causes).sort(([, a], [, b]) => b - a)[0]![0];
  await client.query('BEGIN');
  try {
    // a foreign service's schema is named in its statements; TypeORM's own are qualified too
    await client.query(`SET LOCAL statement_timeout = '60s'`);
    const answer = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }>(
      `EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) ${sql}`,
      values.map((value) =>
        value !== null && typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value,
      ),
    );
    const [{ Plan: plan, 'Execution Time': milliseconds }] = answer.rows[0]!['QUERY PLAN'];
    return {
      service,
      sql,
      count,
      cause,
      milliseconds: Math.round(milliseconds * 100) / 100,
      indexes: indexesOf(plan),
      faults: faultsOf(plan, rows),
    };
  } catch (error) {
    // what was inserted with this key stands there: it cannot be inserted twice, and an insert by key reads nothing
    if ((error as { code?: string }).code === UNIQUE_VIOLATION)
      return { service, sql, count, cause, milliseconds: 0, indexes: [], faults: [] };
    return {
      service,
      sql,
      count,
      cause,
      milliseconds: 0,
      indexes: [],
      faults: [`cannot be explained: ${String(error)}`],
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

async function rowsOfTables(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ relname: string; rows: number }>(
    `SELECT nspname || '.' || relname AS relname, greatest(reltuples, 0)::float8 AS rows FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('sync_core', 'exact_gateway', 'amazon_gateway') AND relkind = 'r'`,
  );
  return new Map(rows.map(({ relname, rows: count }) => [relname, count]));
}

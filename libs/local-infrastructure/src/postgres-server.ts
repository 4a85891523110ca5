import { Client } from 'pg';
import { databaseRoles, deadRuns } from './run-name.js';

/** A PostgreSQL server on which databases and roles can be made. */
export interface PostgresServer {
  readonly adminUrl: string;
  stop(): Promise<void>;
  /** ends as by a loss of power and starts again; absent on a server that others use */
  crash?(): Promise<void>;
}

/** Runs statements one after the other on one connection. */
export async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Takes away the database and the roles of a run. */
export async function dropRun(adminUrl: string, run: string): Promise<void> {
  await query(
    adminUrl,
    `DROP DATABASE IF EXISTS ${run} WITH (FORCE)`,
    ...databaseRoles(run).map((role) => `DROP ROLE IF EXISTS ${role}`),
  );
}

/** Takes away what killed runs left on a server that runs share, one process at a time. */
export async function dropDeadRuns(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(43)');
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    for (const run of deadRuns(rows.map(({ datname }) => datname))) await dropRun(adminUrl, run);
  } finally {
    await client.end();
  }
}

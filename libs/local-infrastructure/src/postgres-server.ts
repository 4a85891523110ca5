import { Client } from 'pg';

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

import { userInfo } from 'node:os';
import { dropDeadRuns, type PostgresServer } from './postgres-server.js';
import { command } from './command.js';
import { CONTAINER_STARTS_WITHIN_MS, type Candidate } from './infrastructure.js';
import { installedPrograms, packagedPrograms, privateCluster } from './private-cluster.js';

/** Ways to a PostgreSQL server, the nearest first. `DATABASE_URL` is dealt with before: it names a database, not a server. */
export function postgresCandidates(keep: boolean): Candidate<PostgresServer>[] {
  return [
    { kind: 'docker', name: 'Docker (Testcontainers)', try: () => inDocker(keep) },
    { kind: 'localhost', name: 'the server on localhost:5432', try: onLocalhost },
    {
      kind: 'private',
      name: 'a private cluster of the installed PostgreSQL',
      try: async () => privateCluster(await installedPrograms()),
    },
    {
      kind: 'private',
      name: 'a private cluster of the PostgreSQL in node_modules',
      try: async () => privateCluster(await packagedPrograms()),
    },
  ];
}

/** A container of our own; one that is kept runs on and is found again. */
async function inDocker(keep: boolean): Promise<PostgresServer> {
  await command('docker', ['info'], { timeoutMs: 5_000 });
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const plan = new PostgreSqlContainer('postgres:17').withStartupTimeout(CONTAINER_STARTS_WITHIN_MS);
  const container = await (keep ? plan.withReuse() : plan).start();
  return {
    adminUrl: container.getConnectionUri(),
    stop: async () => {
      if (!keep) await container.stop();
    },
  };
}

/** A server that other runs use too. */
async function onLocalhost(): Promise<PostgresServer> {
  let trouble: unknown;
  for (const user of new Set(['postgres', userInfo().username, 'root'])) {
    const adminUrl = `postgres://${user}@127.0.0.1:5432/postgres`;
    try {
      await dropDeadRuns(adminUrl);
      return { adminUrl, stop: async () => undefined };
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble;
}

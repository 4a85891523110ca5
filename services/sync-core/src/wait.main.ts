import { waitForTopology } from '@connector/messaging';
import { readEnvironment, runProgram, waitForMigrations } from '@connector/platform';
import { SyncCoreEnvironment } from './environment.js';
import { database } from './persistence/database.js';

/** Ends when the schema and the broker have all that this version needs: an init container runs it before the service. */
await runProgram('sync-core waits', async () => {
  const { DATABASE_URL, AMQP_URL, RETRY_DELAYS_MS } = readEnvironment(SyncCoreEnvironment);
  const say = (line: string): unknown => process.stdout.write(`sync-core: ${line}\n`);
  await waitForMigrations(DATABASE_URL, database, say);
  await waitForTopology(AMQP_URL, 'sync-core', RETRY_DELAYS_MS.split(',').map(Number), say);
});

import { migrate, requiredVariable, runProgram } from '@connector/platform';
import { database } from './persistence/database.js';

await runProgram('sync-core migrations', async () => {
  const url = requiredVariable('MIGRATION_DATABASE_URL', 'the URL of the schema owner');
  const done = await migrate(url, database);
  process.stdout.write(`sync_core: ${done.length === 0 ? 'up to date' : done.join(', ')}\n`);
});

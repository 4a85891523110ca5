import { EnvironmentError, migrate, runProgram } from '@connector/platform';
import { database } from './persistence/database.js';

await runProgram('sync-core migrations', async () => {
  const url = process.env['MIGRATION_DATABASE_URL'];
  if (url === undefined)
    throw new EnvironmentError(
      'The environment is not complete. MIGRATION_DATABASE_URL: must be the URL of the schema owner',
    );
  const done = await migrate(url, database);
  process.stdout.write(`sync_core: ${done.length === 0 ? 'up to date' : done.join(', ')}\n`);
});

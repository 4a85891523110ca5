import { waitForTopology } from '@connector/messaging';
import { readEnvironment, runProgram, waitForMigrations } from '@connector/platform';
import { AmazonGatewayEnvironment } from './environment.js';
import { database } from './persistence/database.js';

/** Ends when the schema and the broker have all that this version needs: an init container runs it before the service. */
await runProgram('amazon-gateway waits', async () => {
  const { DATABASE_URL, AMQP_URL, RETRY_DELAYS_MS } = readEnvironment(AmazonGatewayEnvironment);
  const say = (line: string): unknown => process.stdout.write(`amazon-gateway: ${line}\n`);
  await waitForMigrations(DATABASE_URL, database, say);
  await waitForTopology(AMQP_URL, 'amazon-gateway', RETRY_DELAYS_MS.split(',').map(Number), say);
});

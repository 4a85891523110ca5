import { parseArgs } from 'node:util';
import { messagingEntities, republish as putIntoOutboxAgain } from '@connector/messaging';
import { databaseOptions, EnvironmentError, type ServiceDatabase } from '@connector/platform';
import type { ServiceName } from '@connector/contracts';
import { DataSource } from 'typeorm';
import { serviceNamed, variable } from './command.js';

/** As long as sent messages are kept. */
const DAYS_KEPT = 7;

/** Lets a service send again what it sent since a moment; for a broker that lost what it had. */
export async function republish(words: readonly string[]): Promise<void> {
  const since = sinceOf(words);
  const service = serviceNamed(variable('SERVICE', 'the service that sends again'));
  const url = variable('DATABASE_URL', "the service's database");
  process.stdout.write(
    `republish: ${await republishService(url, service, since)} messages of ${service} go out again\n`,
  );
}

/** As long ago as there is anything to send again. */
export function asLongAsKept(): Date {
  return new Date(Date.now() - (DAYS_KEPT + 1) * 86_400_000);
}

/** @returns how many messages go out again */
export async function republishService(url: string, service: ServiceName, since: Date): Promise<number> {
  const schema = service.replaceAll('-', '_') as ServiceDatabase['schema'];
  const db = new DataSource(databaseOptions(url, { schema, entities: messagingEntities, migrations: [] }));
  await db.initialize();
  try {
    if (service !== 'sync-core') return await putIntoOutboxAgain(db, since);
    // a command that is answered must not be asked for again, and one that is not is sent as it is now
    const put = await putIntoOutboxAgain(
      db,
      since,
      'EXISTS (SELECT 1 FROM sync_core.command WHERE command.id = sent.message_id)',
    );
    const [, due] = await db.query<[unknown[], number]>(
      `UPDATE sync_core.command SET answer_due = clock_timestamp() WHERE state = 'sent'`,
    );
    return put + due;
  } finally {
    await db.destroy();
  }
}

function sinceOf(words: readonly string[]): Date {
  const { since } = parsed(words);
  if (since === undefined) return asLongAsKept();
  const time = new Date(since);
  if (Number.isNaN(time.getTime())) throw new EnvironmentError('--since must be a time, for example 2026-11-26T08:00Z');
  return time;
}

function parsed(words: readonly string[]): { since?: string | undefined } {
  try {
    return parseArgs({ args: [...words], options: { since: { type: 'string' } } }).values;
  } catch (error) {
    throw new EnvironmentError((error as Error).message);
  }
}

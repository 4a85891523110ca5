import { subscriptions, type ServiceName } from '@connector/contracts';
import { messagingEntities, ParkedMessages, Publisher } from '@connector/messaging';
import { databaseOptions, EnvironmentError, type ServiceDatabase } from '@connector/platform';
import { DataSource } from 'typeorm';
import { variable } from './command.js';

/** Lists, shows, replays or discards what a service has parked. */
export async function parked([action = '', id, ...note]: readonly string[]): Promise<void> {
  const act = ACTIONS[action];
  if (act === undefined) throw new EnvironmentError('parked needs list, show, replay or discard');
  const service = serviceNamed(variable('SERVICE', 'the service whose parked messages are meant'));
  const url = variable('DATABASE_URL', "the service's database");
  const amqpUrl = action === 'replay' ? variable('AMQP_URL', 'the broker to which the message goes') : '';
  const schema = service.replaceAll('-', '_') as ServiceDatabase['schema'];
  const db = new DataSource(databaseOptions(url, { schema, entities: messagingEntities, migrations: [] }));
  const options = { service, amqpUrl, prefetch: 1, retryDelaysMs: [] };
  const publisher = new Publisher(options);
  await db.initialize();
  try {
    if (action === 'replay') await publisher.onModuleInit();
    const result = await act(new ParkedMessages(db, publisher, options), id ?? '', note.join(' '));
    process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, undefined, 2)}\n`);
  } finally {
    await publisher.onApplicationShutdown();
    await db.destroy();
  }
}

type Action = (messages: ParkedMessages, id: string, note: string) => Promise<string | object>;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: async (messages) =>
    (await messages.list()).map(({ id, type, connectionId, reasonCode, cause, attempts, parkedAt }) => ({
      id,
      type,
      connectionId,
      reasonCode,
      cause,
      attempts,
      parkedAt,
    })),
  show: async (messages, id) => (await messages.list(10_000)).find((row) => row.id === id) ?? NOT_WAITING,
  replay: async (messages, id, note) => ((await messages.replay(id, needed(note))) ? 'replayed' : NOT_WAITING),
  discard: async (messages, id, note) => ((await messages.discard(id, needed(note))) ? 'discarded' : NOT_WAITING),
};

const NOT_WAITING = 'no such message is waiting';

function needed(note: string): string {
  if (note === '') throw new EnvironmentError('a note is missing: who does this, and why');
  return note;
}

function serviceNamed(name: string): ServiceName {
  if (name in subscriptions) return name as ServiceName;
  throw new EnvironmentError(`SERVICE must be one of ${Object.keys(subscriptions).join(', ')}`);
}

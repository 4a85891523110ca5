import { parseArgs } from 'node:util';
import { messagingEntities, ParkedMessages, Publisher, type ParkedFilter } from '@connector/messaging';
import { databaseOptions, EnvironmentError, type ServiceDatabase } from '@connector/platform';
import { DataSource } from 'typeorm';
import { serviceNamed, variable } from './command.js';

/** What the words after `parked` mean. */
interface Request {
  readonly id: string | undefined;
  readonly note: string;
  readonly filter: ParkedFilter;
  /** a filter was given, or --all */
  readonly many: boolean;
  readonly limit: number;
}

/** Lists, shows, replays or discards what a service has parked. */
export async function parked([action = '', ...words]: readonly string[]): Promise<void> {
  const act = ACTIONS[action];
  if (act === undefined) throw new EnvironmentError('parked needs list, show, replay or discard');
  const request = requestOf(action, words);
  const service = serviceNamed(variable('SERVICE', 'the service whose parked messages are meant'));
  const url = variable('DATABASE_URL', "the service's database");
  const amqpUrl = action === 'replay' ? variable('AMQP_URL', 'the broker to which the message goes') : '';
  const schema = service.replaceAll('-', '_') as ServiceDatabase['schema'];
  const db = new DataSource(databaseOptions(url, { schema, entities: messagingEntities, migrations: [] }));
  const options = { service, amqpUrl, prefetch: 1, retryDelaysMs: [] };
  const publisher = new Publisher(options);
  await db.initialize();
  try {
    if (action === 'replay') {
      await publisher.onModuleInit();
      await publisher.connected();
    }
    const result = await act(new ParkedMessages(db, publisher, options), request);
    process.stdout.write(`${typeof result === 'string' ? result : JSON.stringify(result, undefined, 2)}\n`);
  } finally {
    await publisher.onApplicationShutdown();
    await db.destroy();
  }
}

type Action = (messages: ParkedMessages, request: Request) => Promise<string | object>;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: async (messages, { filter, limit }) =>
    (await messages.list(filter, limit)).map(({ content: _content, stack: _stack, closed: _closed, ...told }) => told),
  show: async (messages, { id }) => (await messages.find(id!)) ?? `There is no parked message ${id!}`,
  replay: async (messages, { id, filter, note, many }) =>
    many
      ? `${await messages.replayAll(filter, note)} replayed`
      : (await messages.replay(id!, note))
        ? 'replayed'
        : NOT_WAITING,
  discard: async (messages, { id, filter, note, many }) =>
    many
      ? `${await messages.discardAll(filter, note)} discarded`
      : (await messages.discard(id!, note))
        ? 'discarded'
        : NOT_WAITING,
};

const NOT_WAITING = 'no such message is waiting';

const OPTIONS = {
  all: { type: 'boolean' },
  type: { type: 'string' },
  reason: { type: 'string' },
  lane: { type: 'string' },
  connection: { type: 'string' },
  correlation: { type: 'string' },
  limit: { type: 'string' },
} as const;

function requestOf(action: string, words: readonly string[]): Request {
  const { values, positionals } = parsed(words);
  const { all = false, type, reason: reasonCode, lane, connection, correlation, limit = '100' } = values;
  const filter = { type, reasonCode, lane, connectionId: connection, correlationId: correlation };
  const many = action !== 'show' && (all || Object.values(filter).some((value) => value !== undefined));
  const [id, ...rest] = many || action === 'list' ? [undefined, ...positionals] : positionals;
  if (action !== 'list' && !many && !UUID.test(id ?? ''))
    throw new EnvironmentError(`parked ${action} needs the id of one message, a filter (--type, --reason, …) or --all`);
  const note = rest.join(' ');
  if ((action === 'replay' || action === 'discard') && note === '')
    throw new EnvironmentError('a note is missing: who does this, and why');
  if (!/^[1-9]\d{0,4}$/.test(limit)) throw new EnvironmentError('--limit must be a number from 1 to 99999');
  return { id, note, filter, many, limit: Number(limit) };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new EnvironmentError((error as Error).message);
  }
}

import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { declareTopology, messagingEntities, messagingMigrations, OutboxMessage } from '@connector/messaging';
import { CreateAppClock1763800000000, databaseOptions, migrate, type ServiceDatabase } from '@connector/platform';
import { connect, type ConfirmChannel, type GetMessage, type Options } from 'amqplib';
import { DataSource, IsNull } from 'typeorm';

/** Short, so that a test sees all the attempts; they grow like the real ones. */
export const RETRY_DELAYS_MS: readonly number[] = [50, 100, 150];

/** The service that the tests impersonate: the one with the fewest messages. */
export const SERVICE = 'amazon-gateway';

export const database: ServiceDatabase = {
  schema: 'amazon_gateway',
  entities: messagingEntities,
  migrations: [CreateAppClock1763800000000, ...messagingMigrations],
};

/** A broker with the declared topology and a database with the tables of one service, and an administrator's look at both. */
export interface Bus {
  readonly infrastructure: Infrastructure;
  readonly db: DataSource;
  /** how often the message took effect: its rows in the table that handlers write to */
  effectsOf(messageId: string): Promise<number>;
  /** of these messages, how many took effect, and how many effects there are of them */
  effectsAmong(messageIds: readonly string[]): Promise<{ messages: number; effects: number }>;
  /** messages that the outbox still holds for the broker */
  unsent(): Promise<number>;
  /** messages that wait in a queue, those in a consumer's hands not counted */
  depth(queue: string): Promise<number>;
  /** who takes messages from a queue */
  consumersOf(queue: string): Promise<number>;
  /** puts messages of one body straight into a queue, whatever their properties, and waits for the broker's word */
  put(queue: string, content: string, ...properties: Options.Publish[]): Promise<void>;
  /** takes everything out of a queue */
  takeAll(queue: string): Promise<GetMessage[]>;
  stop(): Promise<void>;
}

/** Finds or starts broker and database, declares and migrates; `own`: servers that a test may treat badly. */
export async function startBus(name: string, { own = false }: { readonly own?: boolean } = {}): Promise<Bus> {
  const infrastructure = await provideInfrastructure({ name: `bus_${name}`, own });
  await declareTopology(infrastructure.adminAmqpUrl, { retryDelaysMs: RETRY_DELAYS_MS });
  await migrate(infrastructure.adminDatabaseUrl, database);
  const db = new DataSource(databaseOptions(infrastructure.adminDatabaseUrl, database));
  await db.initialize();
  // no key but its own: a second effect must show
  await db.query('CREATE TABLE amazon_gateway.effect (message_id uuid NOT NULL)');
  const asAdministrator = <T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> =>
    onChannel(infrastructure.adminAmqpUrl, work);
  return {
    infrastructure,
    db,
    effectsOf: async (messageId) => (await effectsAmong(db, [messageId])).effects,
    effectsAmong: (messageIds) => effectsAmong(db, messageIds),
    unsent: async () => db.getRepository(OutboxMessage).countBy({ sentAt: IsNull() }),
    depth: (queue) => asAdministrator(async (channel) => (await channel.checkQueue(queue)).messageCount),
    consumersOf: (queue) => asAdministrator(async (channel) => (await channel.checkQueue(queue)).consumerCount),
    put: (queue, content, ...properties) =>
      asAdministrator(async (channel) => {
        for (const each of properties) channel.publish('', queue, Buffer.from(content), { persistent: true, ...each });
        await channel.waitForConfirms();
      }),
    takeAll: (queue) => asAdministrator((channel) => takeAll(channel, queue)),
    stop: async () => {
      await db.destroy();
      await infrastructure.stop();
    },
  };
}

/** One piece of work on a connection of its own. @throws the broker's refusal */
export async function onChannel<T>(amqpUrl: string, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    return await work(channel);
  } finally {
    await connection.close();
  }
}

async function effectsAmong(db: DataSource, messageIds: readonly string[]) {
  const [row] = await db.query<{ messages: number; effects: number }[]>(
    `SELECT count(DISTINCT message_id)::integer AS messages, count(*)::integer AS effects
     FROM amazon_gateway.effect WHERE message_id = ANY($1)`,
    [messageIds],
  );
  return row ?? { messages: 0, effects: 0 };
}

async function takeAll(channel: ConfirmChannel, queue: string): Promise<GetMessage[]> {
  const taken: GetMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (message === false) return taken;
    taken.push(message);
  }
}

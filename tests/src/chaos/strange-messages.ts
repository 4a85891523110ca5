import { lanes, subscriptions, type ServiceName } from '@connector/contracts';
import type { Stack } from '@connector/demo';
import { queueName, uuidV7 } from '@connector/messaging';
import { connect, type Options } from 'amqplib';
import { Client } from 'pg';

const DAY_MS = 24 * 3_600_000;

/** How long a strange message is still repeated before it is too old and parked. */
const REPEATED_MS = 6_000;
const TYPE = 'amazon.thing.unheard-of.v9';

/** Rows of the parked messages. */
export interface Parked {
  readonly rows: number;
  /** strange messages among them */
  readonly messages: number;
  /** all others that wait */
  readonly others: number;
  /** all others that ever waited */
  readonly othersEver: number;
}

/** Messages that no version knows: each is repeated for a while and must then be parked exactly once. */
export class StrangeMessages {
  private readonly sent: { readonly queue: string; readonly properties: Options.Publish }[] = [];

  constructor(private readonly stack: Stack) {}

  get count(): number {
    return this.sent.length;
  }

  /** Puts some into a lane of the service, so that it comes to put them aside. */
  async send(service: string): Promise<void> {
    const lane = lanes.find((candidate) => subscriptions[service as ServiceName][candidate] !== undefined)!;
    const occurredAt = new Date(Date.now() - DAY_MS + REPEATED_MS).toISOString();
    const messages = Array.from({ length: 3 }, () => ({
      queue: queueName(service as ServiceName, lane),
      properties: {
        persistent: true,
        messageId: uuidV7(),
        type: TYPE,
        correlationId: 'strange',
        headers: { 'x-connection-id': uuidV7(), 'x-occurred-at': occurredAt },
      },
    }));
    await this.put(messages);
    this.sent.push(...messages);
  }

  /** A broker that lost its disk gets them again, as from a producer that has an outbox: all of them, parked or not. */
  async sendAgain(): Promise<void> {
    await this.put(this.sent);
  }

  private async put(messages: readonly { queue: string; properties: Options.Publish }[]): Promise<void> {
    const connection = await connect(this.stack.infrastructure.adminAmqpUrl);
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createConfirmChannel();
      for (const { queue, properties } of messages) channel.sendToQueue(queue, Buffer.from('{}'), properties);
      await channel.waitForConfirms();
    } finally {
      await connection.close();
    }
  }

  /** Parked rows of each strange message, over all services: as many as were sent, each once. */
  async parked(): Promise<Parked> {
    const client = new Client({ connectionString: this.stack.infrastructure.adminDatabaseUrl });
    await client.connect();
    try {
      const schemas = Object.keys(subscriptions).map((service) => service.replaceAll('-', '_'));
      const all = schemas
        .map((schema) => `SELECT message_id, type, closed FROM ${schema}.parked_message`)
        .join(' UNION ALL ');
      const { rows } = await client.query<Parked>(
        `SELECT count(*) FILTER (WHERE type = $1)::int AS rows, count(DISTINCT message_id) FILTER (WHERE type = $1)::int AS messages,
           count(*) FILTER (WHERE type <> $1 AND closed IS NULL)::int AS others, count(*) FILTER (WHERE type <> $1)::int AS "othersEver" FROM (${all}) parked`,
        [TYPE],
      );
      return rows[0]!;
    } finally {
      await client.end();
    }
  }

  /** What an operator does with messages that were parked because a server was away for too long, or three deaths by chance hit them. */
  async replayOthers(): Promise<void> {
    for (const service of Object.keys(subscriptions) as ServiceName[])
      for (const reason of [
        'bug_attempts_exhausted',
        'transient_attempts_exhausted',
        'delivery_limit',
        'kills_process',
      ])
        await this.stack.operate(service, ['parked', 'replay', '--reason', reason, 'chaos: the servers are back']);
  }

  /** What an operator does with them in the end; the copies in RabbitMQ follow within a minute. */
  async discard(): Promise<void> {
    for (const service of Object.keys(subscriptions) as ServiceName[])
      await this.stack.operate(service, ['parked', 'discard', '--type', TYPE, 'chaos: not ours']);
  }
}

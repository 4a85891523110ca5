import { TransientFailure } from '@connector/platform';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Channel, ChannelModel, ConfirmChannel, RecoveringChannelModel } from 'amqplib';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { openConnection } from './broker-connection.js';

const CONFIRM_MS = 10_000;

/** A message as it goes to the broker. */
export interface OutgoingMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId: string;
  readonly type: string;
  readonly correlationId: string;
  readonly connectionId: string;
  readonly occurredAt: Date;
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, string | number>>;
}

/** Publishes persistent messages and resolves when the broker has them in a queue: confirmed, and not returned as unroutable. */
@Injectable()
export class Publisher implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Publisher.name);
  private connection: RecoveringChannelModel | undefined;
  /** the connection as it is now; another one after each reconnection */
  private model: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;
  /** why the broker takes no messages for now */
  private blocked: string | undefined;
  /** message ids that came back unroutable, until their confirm arrives */
  private readonly returned = new Set<string>();

  constructor(
    @Inject(MESSAGING_OPTIONS)
    private readonly options: Pick<MessagingOptions, 'amqpUrl'> & { readonly service: string },
  ) {}

  async onModuleInit(): Promise<void> {
    this.connection = await openConnection(
      this.options.amqpUrl,
      `${this.options.service} publisher`,
      (model) => this.openChannel(model),
      (line) => this.logger.warn(line),
    );
  }

  /** Resolves when the broker is there for the first time. */
  async connected(): Promise<void> {
    await this.connection?.waitForConnect();
  }

  /** False while the broker is away or refuses messages (memory or disk alarm): what is to be sent stays in Postgres. */
  isReady(): boolean {
    return this.trouble() === undefined;
  }

  /** Why nothing can be published now; undefined: it can. */
  trouble(): string | undefined {
    if (this.channel === undefined) return 'is not connected';
    return this.blocked === undefined ? undefined : `takes no messages for now: ${this.blocked}`;
  }

  /** @throws TransientFailure when the broker is away, takes nothing, refuses, does not confirm in time, or no queue is bound */
  async publish(message: OutgoingMessage): Promise<void> {
    const { channel } = this;
    if (channel === undefined) throw new TransientFailure('broker_away', 'RabbitMQ is not connected');
    // what was written now would wait in this process's memory
    if (this.blocked !== undefined) throw new TransientFailure('broker_blocked', `RabbitMQ takes no messages for now`);
    const key = `${message.messageId}/${message.routingKey}`;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new TransientFailure('broker_silent', 'RabbitMQ did not confirm in time')),
        CONFIRM_MS,
      );
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      try {
        channel.publish(
          message.exchange,
          message.routingKey,
          message.content,
          propertiesOf(message),
          (error: Error | null) => {
            if (error !== null)
              settle(new TransientFailure('broker_refused', 'RabbitMQ refused the message or the channel closed'));
            else if (this.returned.delete(key))
              settle(new TransientFailure('unroutable', `No queue takes ${message.routingKey}`));
            else settle();
          },
        );
      } catch {
        settle(new TransientFailure('broker_away', 'The channel to RabbitMQ is closed'));
      }
    });
  }

  /**
   * Runs something on a channel of its own, which is closed afterwards; what was taken and not settled goes back.
   * @throws TransientFailure when the broker is away
   */
  async onChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    if (this.model === undefined || this.channel === undefined)
      throw new TransientFailure('broker_away', 'RabbitMQ is not connected');
    const channel = await this.model.createChannel();
    channel.on('error', () => undefined);
    try {
      return await work(channel);
    } finally {
      await channel.close().catch(() => undefined);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const channel = this.channel;
    this.channel = undefined;
    await Promise.race([
      (async () => {
        await channel?.close();
        await this.connection?.close();
      })().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, 3_000).unref()),
    ]);
  }

  private async openChannel(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    // a fault closes the channel alone: a new connection brings a new one
    const drop = (): void => {
      if (this.channel !== channel) return;
      this.channel = undefined;
      void model.close().catch(() => undefined);
    };
    channel.on('error', drop);
    channel.on('close', drop);
    channel.on('return', (message) => {
      const { messageId } = message.properties as { messageId?: string };
      this.returned.add(`${messageId ?? ''}/${message.fields.routingKey}`);
    });
    model.on('blocked', (reason) => {
      this.blocked = reason;
      this.logger.warn(`RabbitMQ takes no messages for now: ${reason}`);
    });
    model.on('unblocked', () => {
      this.blocked = undefined;
      this.logger.log('RabbitMQ takes messages again');
    });
    this.blocked = undefined;
    this.model = model;
    this.channel = channel;
  }
}

function propertiesOf(message: OutgoingMessage) {
  return {
    persistent: true,
    mandatory: true,
    contentType: 'application/json',
    messageId: message.messageId,
    type: message.type,
    correlationId: message.correlationId,
    timestamp: Math.floor(message.occurredAt.getTime() / 1_000),
    headers: {
      ...message.headers,
      'x-connection-id': message.connectionId,
      'x-occurred-at': message.occurredAt.toISOString(),
    },
  };
}

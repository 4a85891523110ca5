import { subscriptions, type Lane } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import { Logger } from '@nestjs/common';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { MessagingOptions } from '../messaging-options.js';
import { parkMessage, type ParkReason } from '../parking/park-message.js';
import { fuseQueueName, queueName } from '../topology/names.js';
import { deliveryOf } from './envelope.js';
import { settle } from './lane-consumer.js';
import type { Publisher } from './publisher.js';

const AGAIN_AFTER_MS = 5_000;
const PREFETCH = 10;

/**
 * Parks what the broker gave up: a message that came back to its queue more often than the broker's own limit allows, after a
 * long outage of the database for example. Without it such messages would lie in the fuse, unseen.
 */
export class FuseConsumer {
  private readonly logger: Logger;
  private readonly running = new Set<Promise<void>>();
  private channel: Channel | undefined;
  private consumerTag: string | undefined;
  private stopping = false;

  constructor(
    private readonly options: MessagingOptions,
    private readonly publisher: Publisher,
    private readonly db: DataSource,
  ) {
    this.logger = new Logger(fuseQueueName(options.service));
  }

  /** Starts, or starts again after a lost connection. Fails when the queue is not declared. */
  async start(model: ChannelModel): Promise<void> {
    if (this.stopping) return;
    const channel = await model.createChannel();
    // as in a lane: a new connection mends what befell the channel or its queue
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel !== channel) return;
      this.channel = undefined;
      if (!this.stopping) void model.close().catch(() => undefined);
    });
    const queue = fuseQueueName(this.options.service);
    await channel.checkQueue(queue);
    await channel.prefetch(PREFETCH);
    this.channel = channel;
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message === null) {
        void channel.close().catch(() => undefined);
        return;
      }
      const work = this.park(channel, message).finally(() => this.running.delete(work));
      this.running.add(work);
    });
    this.consumerTag = consumerTag;
  }

  isConsuming(): boolean {
    return this.channel !== undefined;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.channel !== undefined && this.consumerTag !== undefined)
      await this.channel.cancel(this.consumerTag).catch(() => undefined);
    await Promise.allSettled(this.running);
  }

  private async park(channel: Channel, message: ConsumeMessage): Promise<void> {
    const delivery = deliveryOf(message, this.laneOf(message));
    try {
      await parkMessage(this.db, this.publisher, this.options.service, message, delivery, reasonOf(message));
    } catch (error) {
      this.logger.error(`Not parked yet: ${describeFailure(error)}`);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS).unref());
      return settle(() => channel.reject(message, true));
    }
    settle(() => channel.ack(message));
    this.logger.warn(`parked type=${delivery.type} messageId=${delivery.messageId}: given up by the broker`);
  }

  /** The queue that it died in tells the lane. */
  private laneOf(message: ConsumeMessage): Lane {
    const { service } = this.options;
    const lanes = Object.keys(subscriptions[service]) as Lane[];
    const { queue = '' } = deathOf(message);
    return lanes.find((lane) => `${queue}.`.startsWith(`${queueName(service, lane)}.`)) ?? lanes[0]!;
  }
}

interface Death {
  readonly queue?: string;
  readonly reason?: string;
}

/** The last death of a message: RabbitMQ puts the newest first. */
function deathOf(message: ConsumeMessage): Death {
  const headers = (message.properties.headers ?? {}) as Record<string, unknown>;
  const [newest] = Array.isArray(headers['x-death']) ? (headers['x-death'] as Death[]) : [];
  if (newest !== undefined) return newest;
  return { queue: String(headers['x-first-death-queue']), reason: String(headers['x-first-death-reason']) };
}

function reasonOf(message: ConsumeMessage): ParkReason {
  const { reason } = deathOf(message);
  if (reason === 'expired')
    return { reasonCode: 'message_expired', thrown: new Error('The message had a time to live, and it was over') };
  return {
    reasonCode: 'delivery_limit',
    thrown: new Error('The broker gave the message up: it came back too often without being handled'),
  };
}

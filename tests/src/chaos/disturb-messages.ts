import { setTimeout as wait } from 'node:timers/promises';
import { lanes, subscriptions, type ServiceName } from '@connector/contracts';
import { queueName } from '@connector/messaging';
import type { Random } from '@connector/simulation';
import {
  connect,
  type ChannelModel,
  type ConfirmChannel,
  type ConsumeMessage,
  type RecoveringChannelModel,
} from 'amqplib';

const HELD_AT_ONCE = 2;
const LONGEST_HOLD_MS = 3_000;
const DOUBLED_SHARE = 0.4;

export interface Disturbance {
  readonly held: number;
  readonly doubled: number;
}

/** Takes messages out of every lane now and then, and puts them back later: behind younger ones, and many of them twice. */
export class DisturbMessages {
  private connection: RecoveringChannelModel | undefined;
  private readonly count = { held: 0, doubled: 0 };
  private stopped = false;

  constructor(
    private readonly amqpUrl: string,
    private readonly random: Random,
  ) {}

  get disturbance(): Disturbance {
    return this.count;
  }

  async start(): Promise<void> {
    this.connection = await connect(this.amqpUrl, {
      recovery: {
        initialDelay: 200,
        maxDelay: 2_000,
        waitForConnect: true,
        setup: async (model: ChannelModel) => {
          model.on('error', () => undefined);
          const channel = await model.createConfirmChannel();
          channel.on('error', () => undefined);
          await channel.prefetch(HELD_AT_ONCE);
          for (const queue of allLanes())
            await channel.consume(queue, (message: ConsumeMessage | null) => void this.hold(channel, queue, message));
        },
      },
    });
    this.connection.on('error', () => undefined);
    this.connection.on('connect-failed', () => undefined);
  }

  /** Gives back what is held and takes no more. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.connection?.close().catch(() => undefined);
  }

  private async hold(channel: ConfirmChannel, queue: string, message: ConsumeMessage | null): Promise<void> {
    if (message === null) return;
    await wait(this.random.next() * LONGEST_HOLD_MS, undefined, { ref: false });
    if (this.stopped) return;
    const copies = this.random.next() < DOUBLED_SHARE ? 2 : 1;
    const properties = { ...message.properties, persistent: true } as object;
    try {
      for (let copy = 0; copy < copies; copy++) channel.sendToQueue(queue, message.content, properties);
      await channel.waitForConfirms();
      channel.ack(message);
    } catch {
      // the connection was lost: the broker has the message still, or has it twice by now
      return;
    }
    this.count.held += 1;
    this.count.doubled += copies - 1;
  }
}

function allLanes(): string[] {
  return (Object.keys(subscriptions) as ServiceName[]).flatMap((service) =>
    lanes.filter((lane) => subscriptions[service][lane] !== undefined).map((lane) => queueName(service, lane)),
  );
}

import { setTimeout as delay } from 'node:timers/promises';
import { uuidV7 } from '@connector/messaging';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { CONNECTION_ID, incoming, order, orderId, QUEUES } from './step-messages.js';

/** Every so many messages one is published twice, so that a run also proves the inbox. */
const DUPLICATE_EVERY = 20;
const GIVE_UP_MS = 120_000;

/** Publishes orders to a step and takes what it sends on, with the moment of each. */
export class LoadAndSink {
  private readonly publishedAt = new Map<string, number>();
  private readonly arrivedAt = new Map<string, number>();
  private published = 0;
  /** commands that came more than once */
  doubled = 0;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async open(amqpUrl: string): Promise<LoadAndSink> {
    const connection = await connect(amqpUrl, { noDelay: true });
    const channel = await connection.createConfirmChannel();
    for (const queue of Object.values(QUEUES)) await channel.purgeQueue(queue);
    const load = new LoadAndSink(connection, channel);
    await channel.consume(QUEUES.out, (message) => load.arrived(String(message?.properties.correlationId)), {
      noAck: true,
    });
    return load;
  }

  /** Orders so far: each must have had its effect once. */
  get orders(): number {
    return this.published;
  }

  /** @returns messages a second, from the first publication to the arrival of the last command */
  async burst(count: number): Promise<number> {
    const started = performance.now();
    for (let index = 0; index < count; index++) {
      // a full socket is waited for, else the last ones would be sent from memory
      if (!this.publish()) await new Promise((resolve) => this.channel.once('drain', resolve));
    }
    await this.allArrived();
    return (count / (performance.now() - started)) * 1_000;
  }

  /** @returns milliseconds from the publication of each order to the arrival of its command, sent at an even pace */
  async paced(perSecond: number, seconds: number): Promise<number[]> {
    const first = this.published;
    const started = performance.now();
    for (let index = 0; index < perSecond * seconds; index++) {
      const due = started + (index * 1_000) / perSecond;
      const early = due - performance.now();
      if (early > 1) await delay(early);
      this.publish();
    }
    await this.allArrived();
    return Array.from({ length: this.published - first }, (_, index) => {
      const id = orderId(first + index);
      return this.arrivedAt.get(id)! - this.publishedAt.get(id)!;
    });
  }

  /** Messages that the step has left in its queue. */
  async waiting(): Promise<number> {
    return (await this.channel.checkQueue(QUEUES.in)).messageCount;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private publish(): boolean {
    const number = this.published++;
    const id = orderId(number);
    const content = Buffer.from(JSON.stringify(order(number)));
    const properties = {
      persistent: true,
      mandatory: true,
      contentType: 'application/json',
      messageId: uuidV7(),
      type: incoming.name,
      correlationId: id,
      timestamp: Math.floor(Date.now() / 1_000),
      headers: { 'x-connection-id': CONNECTION_ID, 'x-occurred-at': new Date().toISOString() },
    };
    this.publishedAt.set(id, performance.now());
    const free = this.channel.publish('events', incoming.name, content, properties);
    if (number % DUPLICATE_EVERY === 0) return this.channel.publish('events', incoming.name, content, properties);
    return free;
  }

  private arrived(id: string): void {
    if (this.arrivedAt.has(id)) this.doubled += 1;
    else this.arrivedAt.set(id, performance.now());
  }

  private async allArrived(): Promise<void> {
    const until = performance.now() + GIVE_UP_MS;
    while (this.arrivedAt.size < this.published) {
      if (performance.now() > until) throw new Error(`${this.published - this.arrivedAt.size} orders had no effect`);
      await delay(2);
    }
  }
}

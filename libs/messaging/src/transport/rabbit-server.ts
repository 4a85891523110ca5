import { setTimeout as wait } from 'node:timers/promises';
import { subscriptions, type Lane } from '@connector/contracts';
import { describeFailure } from '@connector/platform';
import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { ChannelModel, RecoveringChannelModel } from 'amqplib';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DataSource } from 'typeorm';
import { DeliveryContext, type Delivery } from '../delivery.js';
import type { MessagingOptions } from '../messaging-options.js';
import { RABBIT_TRANSPORT } from '../on-message.js';
import type { OutboxRelay } from '../outbox/outbox-relay.js';
import type { ParkedMessages } from '../parking/parked-messages.js';
import { openConnection } from './broker-connection.js';
import { FuseConsumer } from './fuse-consumer.js';
import { HandlingGate } from './handling-gate.js';
import { UNKNOWN_TYPE } from './disposition.js';
import { LaneConsumer } from './lane-consumer.js';
import type { Publisher } from './publisher.js';

const REPLAY_AGAIN_MS = 10_000;

/** The messages that are bound and the handlers that exist do not match: a mistake in the wiring, found at the start. */
export class WiringError extends Error {
  override readonly name = 'WiringError';
}

/**
 * RabbitMQ as a transport of Nest: controllers with `@OnMessage` methods, one consumer a lane. Nest's own RabbitMQ transport
 * acks what failed, does not drain, publishes without `mandatory` and drops what it does not know (docs/decisions/0003).
 */
export class RabbitServer extends Server implements CustomTransportStrategy {
  override readonly transportId = RABBIT_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger = new Logger(RabbitServer.name);
  private consumers: LaneConsumer[] = [];
  private readonly fuse: FuseConsumer;
  private connection: RecoveringChannelModel | undefined;
  private closing = false;

  constructor(
    private readonly options: MessagingOptions,
    private readonly publisher: Publisher,
    private readonly db: DataSource,
    private readonly outbox: OutboxRelay,
    private readonly parked: ParkedMessages,
  ) {
    super();
    this.fuse = new FuseConsumer(options, publisher, db);
  }

  /** Checks the wiring and starts consuming; a broker that is away is waited for. */
  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Cancels the consumers and waits for what is under way; publishing goes on. */
  async drain(): Promise<void> {
    await Promise.all([...this.consumers, this.fuse].map((consumer) => consumer.stop()));
  }

  /** Drains, lets the messages of what was under way go out, hangs up. */
  async close(): Promise<void> {
    this.closing = true;
    await this.drain();
    await this.outbox.stop();
    await Promise.race([
      this.connection?.close().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, 3_000).unref()),
    ]);
  }

  /** True while every lane and the fuse are consumed. */
  isConsuming(): boolean {
    return this.consumers.length > 0 && [...this.consumers, this.fuse].every((consumer) => consumer.isConsuming());
  }

  on(): never {
    throw new Error('The transport emits no events: ask isConsuming()');
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  private async start(): Promise<void> {
    this.checkWiring();
    const gate = new HandlingGate();
    const lanes = Object.keys(subscriptions[this.options.service]) as Lane[];
    this.consumers = lanes.map(
      (lane) =>
        new LaneConsumer(
          lane,
          this.options,
          (delivery, body) => this.dispatch(delivery, body),
          gate,
          this.publisher,
          this.db,
        ),
    );
    this.connection = await openConnection(
      this.options.amqpUrl,
      `${this.options.service} consumer`,
      (model) => this.consume(model),
      (line) => this.logger.warn(line),
    );
    await this.connection.waitForConnect();
    void this.replayWhatIsKnownNow();
  }

  /**
   * What an older version parked because it did not know the type, and this one does. Whoever starts into a backlog may find no
   * connection to the database free for it: it is tried again, and ends no process.
   */
  private async replayWhatIsKnownNow(): Promise<void> {
    while (!this.closing) {
      try {
        return await this.replayKnownTypes();
      } catch (error) {
        if (this.closing) return;
        this.logger.warn(`What was parked as unknown waits: ${describeFailure(error)}`);
        await wait(REPLAY_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  private async replayKnownTypes(): Promise<void> {
    if ((await this.parked.count({ reasonCode: UNKNOWN_TYPE })) === 0) return;
    for (const type of this.messageHandlers.keys()) {
      const replayed = await this.parked.replayAll({ reasonCode: UNKNOWN_TYPE, type }, 'this version knows the type');
      if (replayed > 0) this.logger.warn(`${replayed} parked messages of type ${type} are known now and were replayed`);
    }
  }

  private async consume(model: ChannelModel): Promise<void> {
    for (const consumer of [...this.consumers, this.fuse]) await consumer.start(model);
  }

  private dispatch(delivery: Delivery, body: unknown): Promise<void> | undefined {
    // by its name as it stands: Nest's own look-up first tries each name as JSON
    const handler = this.messageHandlers.get(delivery.type);
    if (handler === undefined) return undefined;
    return (async () => {
      const result: unknown = await handler(body, new DeliveryContext([delivery]));
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    })();
  }

  private checkWiring(): void {
    const bound = Object.values(subscriptions[this.options.service]).flatMap((contracts) =>
      contracts.map(({ name }) => name),
    );
    const handled = [...this.messageHandlers.keys()];
    const unhandled = bound.filter((name) => !handled.includes(name));
    const unbound = handled.filter((name) => !bound.includes(name));
    if (unhandled.length === 0 && unbound.length === 0) return;
    throw new WiringError(
      `${this.options.service}: bound without a handler: ${unhandled.join(', ') || 'none'}; handled without a binding: ${unbound.join(', ') || 'none'}`,
    );
  }
}

import type { Lane } from '@connector/contracts';
import { ContractBroken, describeFailure, passBoundary } from '@connector/platform';
import { Logger } from '@nestjs/common';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import type { MessagingOptions } from '../messaging-options.js';
import { recordOutcome } from '../metrics/message-metrics.js';
import { MAXIMUM_BODY_BYTES } from '../outbox/message-text.js';
import { queueName } from '../topology/names.js';
import { deliveriesBefore, deliveryOf, envelopeFault } from './envelope.js';
import type { HandlingGate } from './handling-gate.js';
import { keyOf } from './message-key.js';
import { inDelivery } from './traced-delivery.js';
import { PutAside, UnknownType } from './put-aside.js';
import type { Publisher } from './publisher.js';
import { StartMarks, SUSPECT_FROM_DELIVERIES } from './start-marks.js';

/** Runs the handler of a type; undefined: this version has none. */
export type Dispatch = (delivery: Delivery, body: unknown) => Promise<void> | undefined;

/**
 * Consumes one lane. A message is acked after its handler's commit, or after its copy for a later attempt or for the
 * parked messages is confirmed. Handlers return or throw; only this class acks. A message that came back often without an
 * answer is handled alone, so that a process that it ends takes nobody with it.
 */
export class LaneConsumer {
  private readonly logger: Logger;
  private readonly aside: PutAside;
  private readonly marks: StartMarks;
  private readonly running = new Set<Promise<void>>();
  private channel: Channel | undefined;
  private consumerTag: string | undefined;
  private stopping = false;

  constructor(
    private readonly lane: Lane,
    private readonly options: MessagingOptions,
    private readonly dispatch: Dispatch,
    private readonly gate: HandlingGate,
    publisher: Publisher,
    db: DataSource,
  ) {
    this.logger = new Logger(queueName(options.service, lane));
    this.aside = new PutAside(options, publisher, db, this.logger);
    this.marks = new StartMarks(db);
  }

  /** Starts, or starts again after a lost connection. Fails when the queue is not declared. */
  async start(model: ChannelModel): Promise<void> {
    if (this.stopping) return;
    const channel = await model.createChannel();
    // a fault of the channel is mended by a new connection, which declares and consumes anew
    channel.on('error', () => undefined);
    channel.on('close', () => {
      if (this.channel !== channel) return;
      this.channel = undefined;
      if (!this.stopping) void model.close().catch(() => undefined);
    });
    await channel.checkQueue(queueName(this.options.service, this.lane));
    await channel.prefetch(this.options.prefetch);
    this.channel = channel;
    const { consumerTag } = await channel.consume(queueName(this.options.service, this.lane), (message) => {
      if (message === null) {
        void channel.close().catch(() => undefined);
        return;
      }
      const work = this.take(channel, message).finally(() => this.running.delete(work));
      this.running.add(work);
    });
    this.consumerTag = consumerTag;
  }

  isConsuming(): boolean {
    return this.channel !== undefined;
  }

  /** Takes nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.channel !== undefined && this.consumerTag !== undefined) {
      await this.channel.cancel(this.consumerTag).catch(() => undefined);
      this.consumerTag = undefined;
      this.logger.log(`takes nothing more, ${this.running.size} under way`);
    }
    await Promise.allSettled(this.running);
  }

  private async take(channel: Channel, message: ConsumeMessage): Promise<void> {
    const delivery = deliveryOf(message, this.lane);
    const suspect = deliveriesBefore(message) >= SUSPECT_FROM_DELIVERIES;
    const leave = await this.gate.enter(suspect);
    try {
      passBoundary('message.received');
      await inDelivery(delivery, () => this.handleOrPutAside(channel, message, delivery, suspect));
    } finally {
      leave();
    }
  }

  private async handleOrPutAside(
    channel: Channel,
    message: ConsumeMessage,
    delivery: Delivery,
    suspect: boolean,
  ): Promise<string> {
    const started = performance.now();
    let outcome: string;
    try {
      outcome = await this.outcomeOf(message, delivery, suspect);
    } catch (error) {
      this.logger.error(`Neither handled nor put aside, back to the queue: ${describeFailure(error)}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      settle(() => channel.reject(message, true));
      return 'returned';
    }
    passBoundary('message.handled');
    settle(() => channel.ack(message));
    passBoundary('message.acked');
    this.report(delivery, outcome, performance.now() - started);
    return outcome;
  }

  private async outcomeOf(message: ConsumeMessage, delivery: Delivery, suspect: boolean): Promise<string> {
    const key = keyOf(message);
    try {
      if (suspect) await this.marks.begin(this.lane, key);
      await this.handle(message, delivery);
      if (suspect) await this.marks.end(this.lane, key);
      return 'handled';
    } catch (thrown) {
      const outcome = await this.aside.put(message, delivery, thrown);
      if (suspect) await this.marks.end(this.lane, key);
      return outcome;
    }
  }

  private async handle(message: ConsumeMessage, delivery: Delivery): Promise<void> {
    const fault = envelopeFault(delivery);
    if (fault !== undefined) throw new ContractBroken('envelope_broken', fault);
    if (message.content.length > MAXIMUM_BODY_BYTES) {
      throw new ContractBroken('message_too_large', `the body is larger than ${MAXIMUM_BODY_BYTES} bytes`);
    }
    const handled = this.dispatch(delivery, parse(message.content));
    if (handled === undefined) throw new UnknownType(delivery.type);
    await handled;
  }

  private report(delivery: Delivery, outcome: string, milliseconds: number): void {
    recordOutcome(delivery, outcome, milliseconds);
    const again = delivery.redelivered ? ', delivered again' : '';
    this.logger.log(`${outcome} ${delivery.type} attempt=${delivery.attempt} ms=${milliseconds.toFixed(0)}${again}`);
  }
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch {
    throw new ContractBroken('not_json', 'the body is no JSON');
  }
}

/** The channel may have closed meanwhile; the broker then delivers again, and the inbox absorbs it. */
export function settle(action: () => void): void {
  try {
    action();
  } catch {
    // the channel is closed: there is nothing to settle on it
  }
}

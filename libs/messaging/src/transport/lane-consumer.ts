import type { Lane } from '@connector/contracts';
import { ContractBroken, describeFailure } from '@connector/platform';
import { Logger } from '@nestjs/common';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import type { MessagingOptions } from '../messaging-options.js';
import { parkMessage } from '../parking/park-message.js';
import { queueName, retryQueueName } from '../topology/names.js';
import { dispositionAfter, dispositionOfUnknownType, type Disposition } from './disposition.js';
import { deliveryOf, envelopeFault, firstSeenAt } from './envelope.js';
import { recordOutcome } from './message-metrics.js';
import type { Publisher } from './publisher.js';

/** Runs the handler of a type; undefined: this version has none. */
export type Dispatch = (delivery: Delivery, body: unknown) => Promise<void> | undefined;

/**
 * Consumes one lane. A message is acked after its handler's commit, or after its copy for a later attempt or for the
 * parked messages is confirmed. Handlers return or throw; only this class acks.
 */
export class LaneConsumer {
  private readonly logger: Logger;
  private readonly running = new Set<Promise<void>>();
  private channel: Channel | undefined;
  private consumerTag: string | undefined;
  private stopping = false;

  constructor(
    private readonly lane: Lane,
    private readonly options: MessagingOptions,
    private readonly dispatch: Dispatch,
    private readonly publisher: Publisher,
    private readonly db: DataSource,
  ) {
    this.logger = new Logger(queueName(options.service, lane));
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
      const work = this.work(channel, message).finally(() => this.running.delete(work));
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
    }
    await Promise.allSettled(this.running);
  }

  private async work(channel: Channel, message: ConsumeMessage): Promise<void> {
    const delivery = deliveryOf(message, this.lane);
    const started = performance.now();
    let outcome = 'handled';
    try {
      await this.handle(message, delivery);
    } catch (thrown) {
      try {
        outcome = await this.divert(message, delivery, thrown);
      } catch (error) {
        this.logger.error(`Neither handled nor put aside, back to the queue: ${describeFailure(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        settle(() => channel.reject(message, true));
        return;
      }
    }
    settle(() => channel.ack(message));
    this.report(delivery, outcome, performance.now() - started);
  }

  private async handle(message: ConsumeMessage, delivery: Delivery): Promise<void> {
    const fault = envelopeFault(delivery);
    if (fault !== undefined) throw new ContractBroken('envelope_broken', fault);
    const handled = this.dispatch(delivery, parse(message.content));
    if (handled === undefined) throw new UnknownType(delivery.type);
    await handled;
  }

  private async divert(message: ConsumeMessage, delivery: Delivery, thrown: unknown): Promise<string> {
    const { retryDelaysMs, service } = this.options;
    const disposition: Disposition =
      thrown instanceof UnknownType
        ? dispositionOfUnknownType(delivery.occurredAt, delivery.attempt, retryDelaysMs)
        : dispositionAfter(thrown, delivery.attempt, retryDelaysMs);
    this.logger.warn(
      `${delivery.type} ${delivery.messageId} failed at attempt ${delivery.attempt}: ${describeFailure(thrown, 300)}`,
    );
    if (disposition.kind === 'park') {
      await parkMessage(this.db, this.publisher, service, message, delivery, {
        reasonCode: disposition.reasonCode,
        thrown,
      });
      return 'parked';
    }
    await this.publisher.publish({
      exchange: '',
      routingKey: retryQueueName(service, this.lane, disposition.delayMs),
      messageId: delivery.messageId,
      type: delivery.type,
      correlationId: delivery.correlationId,
      connectionId: delivery.connectionId,
      occurredAt: delivery.occurredAt,
      content: message.content,
      headers: {
        'x-attempt': disposition.attempt,
        'x-first-seen-at': firstSeenAt(message).toISOString(),
        'x-last-failure': describeFailure(thrown, 300),
        ...(delivery.traceparent === undefined ? {} : { traceparent: delivery.traceparent }),
      },
    });
    return 'retried';
  }

  private report(delivery: Delivery, outcome: string, milliseconds: number): void {
    recordOutcome(delivery, outcome, milliseconds);
    this.logger.log(
      `${outcome} type=${delivery.type} messageId=${delivery.messageId} correlationId=${delivery.correlationId} ` +
        `connectionId=${delivery.connectionId} attempt=${delivery.attempt} ms=${milliseconds.toFixed(0)}`,
    );
  }
}

/** No handler of this version knows the type: an older pod in a rolling update. */
class UnknownType extends Error {
  override readonly name = 'UnknownType';
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch {
    throw new ContractBroken('not_json', 'the body is no JSON');
  }
}

/** The channel may have closed meanwhile; the broker then delivers again, and the inbox absorbs it. */
function settle(action: () => void): void {
  try {
    action();
  } catch {
    // the channel is closed: there is nothing to settle on it
  }
}

import { describeFailure, passBoundary } from '@connector/platform';
import type { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../delivery.js';
import type { MessagingOptions } from '../messaging-options.js';
import { parkMessage } from '../parking/park-message.js';
import { ownExchange, retryQueueName } from '../topology/names.js';
import { dispositionAfter, dispositionOfUnknownType, type Disposition } from './disposition.js';
import { firstSeenAt, replayedAt, waitsSince } from './envelope.js';
import type { Publisher } from './publisher.js';

/** No handler of this version knows the type: an older pod in a rolling update. */
export class UnknownType extends Error {
  override readonly name = 'UnknownType';
}

/** Sends a message that failed to a later attempt, or parks it. Whoever calls acks after it. */
export class PutAside {
  constructor(
    private readonly options: MessagingOptions,
    private readonly publisher: Publisher,
    private readonly db: DataSource,
    private readonly logger: Logger,
  ) {}

  async put(message: ConsumeMessage, delivery: Delivery, thrown: unknown): Promise<'retried' | 'parked'> {
    const { retryDelaysMs, service } = this.options;
    const disposition: Disposition =
      thrown instanceof UnknownType
        ? dispositionOfUnknownType(waitsSince(message, delivery.occurredAt), delivery.attempt, retryDelaysMs)
        : dispositionAfter(thrown, delivery.attempt, retryDelaysMs);
    this.logger.warn(
      `${delivery.type} ${delivery.messageId} failed at attempt ${delivery.attempt}: ${describeFailure(thrown, 300)}`,
    );
    if (disposition.kind === 'park') {
      const { reasonCode } = disposition;
      await parkMessage(this.db, this.publisher, service, message, delivery, { reasonCode, thrown });
      return 'parked';
    }
    await this.retryLater(message, delivery, disposition, describeFailure(thrown, 300));
    passBoundary('retry.confirmed');
    return 'retried';
  }

  private async retryLater(
    message: ConsumeMessage,
    delivery: Delivery,
    { delayMs, attempt }: Extract<Disposition, { kind: 'retry' }>,
    lastFailure: string,
  ): Promise<void> {
    await this.publisher.publish({
      exchange: ownExchange(this.options.service),
      routingKey: retryQueueName(this.options.service, delivery.lane, delayMs),
      messageId: delivery.messageId,
      type: delivery.type,
      correlationId: delivery.correlationId,
      connectionId: delivery.connectionId,
      occurredAt: delivery.occurredAt,
      content: message.content,
      headers: {
        'x-attempt': attempt,
        'x-first-seen-at': firstSeenAt(message).toISOString(),
        'x-last-failure': lastFailure,
        ...replayedAt(message),
        ...(delivery.traceparent === undefined ? {} : { traceparent: delivery.traceparent }),
      },
    });
  }
}

import { amazonStockObservedV1, type AmazonObservedOfferV1 } from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const OFFERS_A_MESSAGE = 100;

/** Tells what Amazon was seen to have, whoever saw it (domain S3, S6). */
@Injectable()
export class ObservedStock {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async tell(
    tx: EntityManager,
    connectionId: string,
    source: 'read-back' | 'channel-check' | 'catalogue',
    offers: readonly AmazonObservedOfferV1[],
  ): Promise<void> {
    const observedAt = this.clock.now().toISOString();
    for (let from = 0; from < offers.length; from += OFFERS_A_MESSAGE) {
      const part = offers.slice(from, from + OFFERS_A_MESSAGE);
      await enqueue(
        tx,
        amazonStockObservedV1,
        { observedAt, source, offers: part },
        { connectionId, correlationId: `stock ${source}` },
      );
    }
  }
}

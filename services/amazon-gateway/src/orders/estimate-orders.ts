import type { AmazonOrdersEstimatedV1, AmazonOrderSelectionV1, CommandAnswerV1 } from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { OrdersApi } from '../selling-partner-api/orders.js';
import { RateLimiter } from '../selling-partner-api/rate-limiter.js';
import { estimateFrom, ORDERS_A_CALL, sampleWindows, type Sample, type Span } from './domain/backfill-estimate.js';
import { LEAVE_CALLS_OF_BACKFILL, searchOf } from './backfill-selection.js';

/** Says how many orders a selection has and what reading them takes, by at most three searches: Amazon tells no total. */
@Injectable()
export class EstimateOrders {
  constructor(
    private readonly api: OrdersApi,
    private readonly limiter: RateLimiter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(
    connection: AmazonConnection,
    selection: AmazonOrderSelectionV1,
  ): Promise<Omit<AmazonOrdersEstimatedV1, keyof CommandAnswerV1>> {
    const { createdAfter, createdBefore } = searchOf(selection, this.clock.now());
    const whole = { from: Date.parse(createdAfter), until: Date.parse(createdBefore) };
    const samples: Sample[] = [];
    for (const window of sampleWindows(whole)) samples.push(await this.sample(connection, selection, window));
    const { orders, isExact } = estimateFrom(whole, samples);
    const calls = Math.max(1, Math.ceil(orders / ORDERS_A_CALL));
    const seconds = await this.limiter.secondsFor(
      connection.connectionId,
      'searchOrders',
      calls,
      LEAVE_CALLS_OF_BACKFILL,
    );
    return { orders, isExact, calls, seconds };
  }

  private async sample(connection: AmazonConnection, selection: AmazonOrderSelectionV1, window: Span): Promise<Sample> {
    const page = await this.api.search(connection, {
      ...searchOf(selection, this.clock.now()),
      createdAfter: new Date(window.from).toISOString(),
      createdBefore: new Date(window.until).toISOString(),
    });
    return {
      window,
      created: page.orders.flatMap(({ createdTime }) => {
        const at = Date.parse(String(createdTime));
        return Number.isNaN(at) ? [] : [at];
      }),
      hasMore: page.nextToken !== undefined,
    };
  }
}

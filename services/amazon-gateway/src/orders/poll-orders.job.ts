import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { pollInterval } from './domain/poll-interval.js';
import type { SeenOrder } from './publish-orders.js';
import { WalkOrders } from './walk-orders.js';

/** Orders that appear late are seen again; what was published is not published twice. */
const OVERLAP_MS = 600_000;

/** Reads what changed in a seller's orders since ten minutes before the cursor. */
@Injectable()
export class PollOrdersJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly walk: WalkOrders,
    private readonly polls: Polls,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  @Interval(500)
  async tick(): Promise<void> {
    await this.runner.runDue('orders', (poll, connection) =>
      this.walk.page(poll, connection, {
        flow: 'orders',
        from: new Date(
          Math.min((poll.cursor ?? connection.ordersFrom).getTime(), this.clock.now().getTime()) - OVERLAP_MS,
        ),
        onPage: async (tx, { seen }) => {
          if (seen.some(({ isFresh }) => isFresh)) await this.polls.active(tx, poll);
        },
        nextInSeconds: ({ seen }) => this.nextIn(poll, seen),
      }),
    );
  }
  private nextIn({ activeAt }: Poll, seen: readonly SeenOrder[]): number {
    const now = this.clock.now();
    const { ORDER_POLL_SECONDS: usual, ORDER_CHANGE_QUEUE_URL: queue } = this.environment;
    const isActive = seen.some(({ isFresh }) => isFresh);
    return pollInterval(usual, { now, activeAt: isActive ? now : activeAt, isTold: queue !== undefined });
  }
}

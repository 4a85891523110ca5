import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PollRunner } from '../polling/poll-runner.js';
import { BackfillOrders } from './backfill-orders.js';

/** Works off the selections of orders that somebody asked for. */
@Injectable()
export class BackfillOrdersJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly backfill: BackfillOrders,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('orders-backfill', (poll, connection) => this.backfill.page(poll, connection));
  }
}

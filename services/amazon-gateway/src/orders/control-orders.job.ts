import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PollRunner } from '../polling/poll-runner.js';
import { secondsUntilNight } from '../polling/night.js';
import { TallyOrders } from './tally-orders.js';
import { WalkOrders } from './walk-orders.js';

/** 72 hours, and on to the beginning of that day, so that three whole days are counted. */
const LOOKS_BACK_MS = 72 * 3_600_000;

/** Half of the burst: new orders never wait for the control run. */
const LEAVE_CALLS = 10;

/**
 * Each night once more over three days: orders were reported that appear in searches hours late (amazon-sp-api 5.3, point 6).
 * What it sees is counted, so that the books can be compared with Amazon.
 */
@Injectable()
export class ControlOrdersJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly walk: WalkOrders,
    private readonly tally: TallyOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('orders-control', (poll, connection) => {
      const now = this.clock.now();
      const from = new Date(now.getTime() - LOOKS_BACK_MS);
      from.setUTCHours(0, 0, 0, 0);
      return this.walk.page(poll, connection, {
        flow: 'orders-control',
        from,
        nextInSeconds: () => secondsUntilNight(this.clock.now()),
        leaveCalls: LEAVE_CALLS,
        onPage: (tx, walked) => this.tally.add(tx, connection.connectionId, walked),
      });
    });
  }
}

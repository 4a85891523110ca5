import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PollRunner } from '../polling/poll-runner.js';
import { secondsUntilNight } from '../polling/night.js';
import { WalkOrders } from './walk-orders.js';

/** as the walk that it controls */
const OVERLAP_MS = 600_000;

const LOOKS_BACK_MS = 72 * 3_600_000;

/** Half of the burst: new orders never wait for the control run. */
const LEAVE_CALLS = 10;

/** Each night once more over 72 hours: orders were reported that appear in searches hours late (amazon-sp-api 5.3, point 6). */
@Injectable()
export class ControlOrdersJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly walk: WalkOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('orders-control', (poll, connection) => {
      const now = this.clock.now();
      return this.walk.page(poll, connection, {
        flow: 'orders-control',
        from: new Date(
          Math.max(
            now.getTime() - LOOKS_BACK_MS,
            Math.min(now.getTime(), connection.ordersFrom.getTime()) - OVERLAP_MS,
          ),
        ),
        nextInSeconds: secondsUntilNight(now),
        leaveCalls: LEAVE_CALLS,
      });
    });
  }
}

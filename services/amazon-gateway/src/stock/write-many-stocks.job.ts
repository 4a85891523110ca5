import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PollRunner } from '../polling/poll-runner.js';
import { MANY_FLOW } from './many-stocks.js';
import { WriteManyStocks } from './write-many-stocks.js';

/** Works off the quantities of commands that ask for many. */
@Injectable()
export class WriteManyStocksJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly many: WriteManyStocks,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue(MANY_FLOW, (poll, connection) => this.many.step(poll, connection));
  }
}

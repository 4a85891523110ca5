import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Steps } from '../commands/steps.js';
import { TakeOverRequests } from './take-over-requests.js';

/** Looks for orders that wait for what a paused connection asked for, one transaction each (domain V5). */
@Injectable()
export class TakeOverRequestsJob {
  private readonly logger = new Logger(TakeOverRequestsJob.name);
  private running = false;

  constructor(
    private readonly db: DataSource,
    private readonly steps: Steps,
    private readonly requests: TakeOverRequests,
  ) {}

  @Interval(10_000)
  async tick(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (const key of await this.requests.waiting(this.db.manager))
        await this.steps.run((step) => this.requests.takeOver(step, key));
    } catch (error) {
      this.logger.warn(`Asking in place of a paused connection waits: ${describeFailure(error)}`);
    } finally {
      this.running = false;
    }
  }
}

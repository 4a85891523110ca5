import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { PollRunner } from '../polling/poll-runner.js';
import { ReadWholeCatalogue } from './read-whole-catalogue.js';

/** All listings: when a connection begins, and then each night. */
@Injectable()
export class ReadWholeCatalogueJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly catalogue: ReadWholeCatalogue,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('catalogue-whole', (poll, connection) => this.catalogue.step(poll, connection));
  }
}

import { exactStockPositionsFetchedV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { ReadStockFeed } from './read-stock-feed.js';
import { refuseStockAlone } from './refuse-stock-alone.js';

/** Reads the stock feed because sync-core asked. The last rows, the cursor and the answer commit together. */
@Injectable()
export class FetchStockPositions {
  constructor(
    private readonly feed: ReadStockFeed,
    private readonly answers: AnswerCommands,
  ) {}

  async fetch(performance: Performance): Promise<void> {
    await refuseStockAlone(this.answers, performance.command, () => this.read(performance));
  }

  private async read({ access, command }: Performance): Promise<void> {
    const reading = await this.feed.prepare(access, command);
    const { commandId, release } = command;
    const { division } = access;
    await this.answers.final(
      command,
      exactStockPositionsFetchedV1,
      { commandId, release, division, upToTimestamp: reading.upTo, rows: reading.rows },
      (tx) => reading.tell(tx, command),
    );
  }
}

import { exactStockPositionReportedV1, ReadExactStockPositionV1 } from '@connector/contracts';
import { CLOCK, Failure, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { NoticeGoneRecords } from '../deletions/notice-gone-records.js';
import { StockPositions } from '../exact-api/stock-positions.js';
import { refuseStockAlone } from './refuse-stock-alone.js';

/** The stock of one item as it is now: what decides whether Exact knows an order yet (domain S2). */
@Injectable()
export class ReadStockPosition {
  constructor(
    private readonly positions: StockPositions,
    private readonly gone: NoticeGoneRecords,
    private readonly answers: AnswerCommands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(body: ReadExactStockPositionV1, performance: Performance): Promise<void> {
    await refuseStockAlone(this.answers, performance.command, () => this.report(body, performance));
  }

  private async report({ itemId }: ReadExactStockPositionV1, { access, command }: Performance): Promise<void> {
    const readAt = this.clock.now().toISOString();
    const position = await this.gone.whileDoing({ access, command }, { item: [itemId] }, async () => {
      const found = await this.positions.ofItem(access, itemId);
      if (found === undefined) throw new Failure('business', 'exact_record_gone', `There is no item ${itemId}`);
      return found;
    });
    const { commandId, release } = command;
    await this.answers.final(command, exactStockPositionReportedV1, {
      commandId,
      release,
      division: access.division,
      itemId,
      ...position,
      readAt,
    });
  }
}

import { fetchExactStockPositionsV1, FetchExactStockPositionsV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { FollowDeletions } from '../deletions/follow-deletions.js';
import { FetchStockPositions } from './fetch-stock-positions.js';

/** Somebody wants to know what changed in the stock; what was deleted is told first, once an hour. */
@Controller()
export class FetchStockPositionsHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly fetch: FetchStockPositions,
    private readonly deletions: FollowDeletions,
  ) {}

  @OnMessage(fetchExactStockPositionsV1)
  async on(
    @MessageBody(fetchExactStockPositionsV1) body: FetchExactStockPositionsV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(fetchExactStockPositionsV1, body, delivery, 'stock', async (performance) => {
      await this.deletions.follow(performance);
      await this.fetch.fetch(performance);
    });
  }
}

import { UnitOfWork } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import type { AmazonConnection } from '../connections/connections.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { read } from '../selling-partner-api/answer-reader.js';
import { channelsOf, ListingsApi } from '../selling-partner-api/listings.js';
import { ObservedStock } from './observed-stock.js';

const FLOW = 'stock-read-back';
const SKUS_A_SEARCH = 20;

/** Looks at a sample of the quantities that Amazon accepted: accepted is not done (domain S6). */
@Injectable()
export class ReadBackJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly polls: Polls,
    private readonly api: ListingsApi,
    private readonly observed: ObservedStock,
    private readonly unitOfWork: UnitOfWork,
    private readonly db: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Interval(5_000)
  async tick(): Promise<void> {
    await this.runner.runDue(FLOW, (poll, connection) => this.look(poll, connection));
  }

  private async look(poll: Poll, connection: AmazonConnection): Promise<void> {
    const { connectionId } = connection;
    const due = await this.db.query<{ sku: string; marketplaceId: string }[]>(
      `SELECT sku, marketplace_id AS "marketplaceId" FROM amazon_gateway.stock_write
       WHERE connection_id = $1 AND read_back_at <= $2 ORDER BY marketplace_id, sku LIMIT $3`,
      [connectionId, this.clock.now(), SKUS_A_SEARCH],
    );
    const marketplaceId = due[0]?.marketplaceId;
    const skus = due.filter((row) => row.marketplaceId === marketplaceId).map(({ sku }) => sku);
    const items = marketplaceId === undefined ? [] : await this.api.bySku(connection, marketplaceId, skus);
    await this.unitOfWork.run(async (tx) => {
      const offers = items.map((item) => ({
        sku: read.required(item['sku'], 'sku'),
        marketplaceId: marketplaceId!,
        channels: channelsOf(item),
      }));
      await this.observed.tell(tx, connectionId, 'read-back', offers);
      await tx.query(
        `UPDATE amazon_gateway.stock_write SET read_back_at = NULL WHERE connection_id = $1 AND sku = ANY($2)`,
        [connectionId, skus],
      );
      await this.wait(tx, poll, connectionId);
    });
  }

  /** Until the next one is due. */
  private async wait(tx: EntityManager, poll: Poll, connectionId: string): Promise<void> {
    const [next] = await tx.query<{ at: Date | null }[]>(
      `SELECT min(read_back_at) AS at FROM amazon_gateway.stock_write WHERE connection_id = $1`,
      [connectionId],
    );
    if (next?.at == null) await this.polls.rest(tx, poll, FLOW);
    else await this.polls.turnPage(tx, poll, FLOW, {}, next.at);
  }
}

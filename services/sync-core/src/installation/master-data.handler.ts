import {
  ExactMasterDataFetchedV1,
  exactMasterDataFetchedV1,
  ExactMasterDataPublishedV1,
  exactMasterDataPublishedV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { Connections } from '../connections/connections.js';
import { ReviewConnection } from '../connections/review-connection.js';

/** What a division has was read: keep the mirror, and look again at the connections that use it (domain V2). */
@Controller()
export class MasterDataHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly connections: Connections,
    private readonly review: ReviewConnection,
  ) {}

  @OnMessage(exactMasterDataPublishedV1)
  async published(
    @MessageBody(exactMasterDataPublishedV1) body: ExactMasterDataPublishedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('master-data', delivery, async (step) => {
      const kept = await step.tx.query<unknown[]>(
        `INSERT INTO sync_core.division (division, master_data, read_at) VALUES ($1, $2, $3)
         ON CONFLICT (division) DO UPDATE SET master_data = excluded.master_data, read_at = excluded.read_at
         WHERE division.read_at <= excluded.read_at RETURNING division`,
        [body.division, body, body.readAt],
      );
      if (kept.length === 0) return;
      for (const { id } of await this.connections.ofDivision(step.tx, body.division)) {
        const connection = await this.connections.lock(step.tx, id);
        if (connection !== undefined) await this.review.review(step, connection);
      }
    });
  }

  @OnMessage(exactMasterDataFetchedV1)
  async fetched(
    @MessageBody(exactMasterDataFetchedV1) body: ExactMasterDataFetchedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      await this.answers.final(step, body, 'done');
    });
  }
}

import { exactRecordsDeletedV1, ExactRecordsDeletedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { HealDeletions } from './heal-deletions.js';

/** Records are gone in Exact. */
@Controller()
export class RecordsDeletedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly deletions: HealDeletions,
  ) {}

  @OnMessage(exactRecordsDeletedV1)
  async on(
    @MessageBody(exactRecordsDeletedV1) body: ExactRecordsDeletedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('records-deleted', delivery, (step) => this.deletions.heal(step, body));
  }
}

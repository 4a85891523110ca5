import { amazonListingsRemovedV1, AmazonListingsRemovedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';

/** Listings are gone at Amazon: nothing is written to them any more. Their items stay in Exact, with what was sold of them. */
@Controller()
export class ListingsRemovedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly commands: RequestCommand,
  ) {}

  @OnMessage(amazonListingsRemovedV1)
  async on(
    @MessageBody(amazonListingsRemovedV1) body: AmazonListingsRemovedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const { connectionId, occurredAt } = delivery;
    await this.steps.once('listings-removed', delivery, async (step) => {
      for (const { sku, marketplaceId } of body.listings.toSorted((a, b) => a.sku.localeCompare(b.sku))) {
        await step.tx.query(
          `DELETE FROM sync_core.listing WHERE connection_id = $1 AND sku = $2 AND marketplace_id = $3 AND seen_at < $4`,
          [connectionId, sku, marketplaceId, occurredAt],
        );
        const [gone] = await step.tx.query<[unknown[], number]>(
          `DELETE FROM sync_core.stock_offer o WHERE o.connection_id = $1 AND o.sku = $2
             AND NOT EXISTS (SELECT 1 FROM sync_core.listing l WHERE l.connection_id = $1 AND l.sku = $2) RETURNING 1`,
          [connectionId, sku],
        );
        if (gone.length > 0) await this.commands.withdraw(step, { kind: 'stock-offer', id: `${connectionId}/${sku}` });
      }
    });
  }
}

import { amazonConnectionExpiryV1, AmazonConnectionExpiryV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';

/** A consent or the client secret ends soon, or was renewed: shown on the connection. */
@Controller()
export class ConnectionExpiryHandler {
  constructor(private readonly steps: Steps) {}

  @OnMessage(amazonConnectionExpiryV1)
  async on(
    @MessageBody(amazonConnectionExpiryV1) { what, expiresAt, daysLeft }: AmazonConnectionExpiryV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('connection-expiry', delivery, async ({ tx }) => {
      await tx.query(
        `UPDATE sync_core.connection SET amazon_expiry = amazon_expiry || jsonb_build_object($2::text, $3::jsonb)
         WHERE id = $1 AND coalesce((amazon_expiry #>> ARRAY[$2, 'noticedAt'])::timestamptz < $4::timestamptz, true)`,
        [
          delivery.connectionId,
          what,
          JSON.stringify({ expiresAt, daysLeft, noticedAt: delivery.occurredAt.toISOString() }),
          delivery.occurredAt,
        ],
      );
    });
  }
}

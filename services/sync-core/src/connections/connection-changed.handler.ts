import { amazonConnectionChangedV1, ConnectionChangedV1, exactConnectionChangedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import type { ConnectionEntity, PlatformSide } from './connection.entity.js';
import { Connections } from './connections.js';
import { ReviewConnection } from './review-connection.js';

/** A platform accepted us, paused, or refuses us. */
@Controller()
export class ConnectionChangedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly connections: Connections,
    private readonly review: ReviewConnection,
  ) {}

  @OnMessage(amazonConnectionChangedV1)
  async amazon(
    @MessageBody(amazonConnectionChangedV1) body: ConnectionChangedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.changed(body, delivery, 'amazonSide');
  }

  @OnMessage(exactConnectionChangedV1)
  async exact(
    @MessageBody(exactConnectionChangedV1) body: ConnectionChangedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.changed(body, delivery, 'exactSide');
  }

  private async changed(
    body: ConnectionChangedV1,
    delivery: Delivery,
    side: 'amazonSide' | 'exactSide',
  ): Promise<void> {
    await this.steps.once('connection-changed', delivery, async (step) => {
      const connection = await this.connections.lock(step.tx, delivery.connectionId);
      if (connection === undefined || isOutdated(body, delivery, connection, connection[side])) return;
      const { status, reasonCode, platformMessage, withheld = [] } = body;
      connection[side] = {
        status,
        saidBy: delivery.messageId,
        ...(reasonCode === undefined ? {} : { reasonCode }),
        ...(platformMessage === undefined ? {} : { platformMessage }),
        ...(withheld.length === 0 ? {} : { withheld }),
      };
      await this.review.review(step, connection);
    });
  }
}

/** A message that went round a retry queue may come after a later one: what a gateway said before changes nothing any more. */
function isOutdated(
  body: ConnectionChangedV1,
  delivery: Delivery,
  connection: ConnectionEntity,
  { saidBy }: PlatformSide,
): boolean {
  return body.revision < connection.revision || (saidBy !== undefined && delivery.messageId < saidBy);
}

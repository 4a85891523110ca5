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
    await this.changed(body, delivery, (connection, side) => (connection.amazonSide = side));
  }

  @OnMessage(exactConnectionChangedV1)
  async exact(
    @MessageBody(exactConnectionChangedV1) body: ConnectionChangedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.changed(body, delivery, (connection, side) => (connection.exactSide = side));
  }

  private async changed(
    body: ConnectionChangedV1,
    delivery: Delivery,
    set: (connection: ConnectionEntity, side: PlatformSide) => void,
  ): Promise<void> {
    await this.steps.once('connection-changed', delivery, async (step) => {
      const connection = await this.connections.lock(step.tx, delivery.connectionId);
      if (connection === undefined || body.revision < connection.revision) return;
      const { status, reasonCode, platformMessage } = body;
      set(connection, {
        status,
        ...(reasonCode === undefined ? {} : { reasonCode }),
        ...(platformMessage === undefined ? {} : { platformMessage }),
      });
      await this.review.review(step, connection);
    });
  }
}

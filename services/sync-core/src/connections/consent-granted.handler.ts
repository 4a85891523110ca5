import { exactConsentGrantedV1, ExactConsentGrantedV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { Steps } from '../commands/steps.js';
import { SaveConnection } from './save-connection.js';

/** A merchant let us into Exact Online and chose the administration of a new connection. */
@Controller()
export class ConsentGrantedHandler {
  constructor(
    private readonly steps: Steps,
    private readonly save: SaveConnection,
  ) {}

  @OnMessage(exactConsentGrantedV1)
  async on(
    @MessageBody(exactConsentGrantedV1) body: ExactConsentGrantedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('consent-granted', delivery, (step) =>
      this.save.chooseDivision(step, delivery.connectionId, body),
    );
  }
}

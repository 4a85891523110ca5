import { configureExactConnectionV1, ConfigureExactConnectionV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { ConfigureConnection } from './configure-connection.js';

/** A connection is set up, changed, paused or resumed. */
@Controller()
export class ConfigureConnectionHandler {
  constructor(private readonly configure: ConfigureConnection) {}

  @OnMessage(configureExactConnectionV1)
  async on(
    @MessageBody(configureExactConnectionV1) body: ConfigureExactConnectionV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.configure.from(body, delivery);
  }
}

import { configureAmazonConnectionV1, ConfigureAmazonConnectionV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { ConfigureConnection } from './configure-connection.js';

/** A connection is set up, changed, paused or resumed. */
@Controller()
export class ConfigureConnectionHandler {
  constructor(private readonly configure: ConfigureConnection) {}

  @OnMessage(configureAmazonConnectionV1)
  async on(
    @MessageBody(configureAmazonConnectionV1) body: ConfigureAmazonConnectionV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.configure.from(body, delivery);
  }
}

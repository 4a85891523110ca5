import { setAmazonStockV1, SetAmazonStockV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { SetStock } from './set-stock.js';

/** A quantity is to stand at Amazon. */
@Controller()
export class SetStockHandler {
  constructor(private readonly setStock: SetStock) {}

  @OnMessage(setAmazonStockV1)
  async on(@MessageBody(setAmazonStockV1) body: SetAmazonStockV1, @Delivered() delivery: Delivery): Promise<void> {
    await this.setStock.set(body, delivery);
  }
}

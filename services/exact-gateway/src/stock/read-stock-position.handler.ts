import { readExactStockPositionV1, ReadExactStockPositionV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { ReadStockPosition } from './read-stock-position.js';

/** Somebody wants to know the stock of one item now. */
@Controller()
export class ReadStockPositionHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly position: ReadStockPosition,
  ) {}

  @OnMessage(readExactStockPositionV1)
  async on(
    @MessageBody(readExactStockPositionV1) body: ReadExactStockPositionV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(readExactStockPositionV1, body, delivery, 'stock', (performance) =>
      this.position.read(body, performance),
    );
  }
}
